import { expect, it } from "vitest";
import { newLinkId } from "../../../src/base/ids.ts";
import {
  evidenceOf,
  nameOfTransaction,
  refOf,
} from "../../../src/findings/rules/transaction-wording.ts";
import { start16, story } from "../../sessions/tell.ts";

it("names a transaction by its id and its place", () => {
  const [transaction] = story().says("StartTransaction", start16(), null).kept();
  if (transaction === undefined) throw new Error("the story has a transaction");
  expect(nameOfTransaction(transaction)).toBe("a transaction without an id on connector 1");
  expect(nameOfTransaction({ ...transaction, transactionId: "7" })).toBe(
    "transaction 7 on connector 1",
  );
  expect(nameOfTransaction({ ...transaction, transactionId: "a", evseId: 2 })).toBe(
    "transaction a on EVSE 2",
  );
  expect(nameOfTransaction({ ...transaction, connectorId: null })).toBe(
    "a transaction without an id",
  );
});

it("gives the messages of the finding's own link, in order, each once", () => {
  const linkId = newLinkId();
  const other = { linkId: newLinkId(), seq: 1 };
  expect(evidenceOf({ linkId }, { linkId, seq: 9 }, other, null, { linkId, seq: 2 })).toEqual([
    2, 9,
  ]);
  expect(refOf({ linkId }, { seq: 4 })).toEqual({ linkId, seq: 4 });
  expect(refOf({ linkId }, null)).toBeNull();
});
