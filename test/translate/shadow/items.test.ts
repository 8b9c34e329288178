import { expect, it } from "vitest";
import { newLinkId } from "../../../src/base/ids.ts";
import type { Json, OcppMessage } from "../../../src/exchange/message.ts";
import { neededItem, saidItem } from "../../../src/translate/shadow/items.ts";

const said = (message: OcppMessage) =>
  saidItem({ sender: "station", message, ref: { linkId: newLinkId(), seq: 1 }, atUs: 1 }, 50);
const call = (action: string) =>
  said({ type: "call", messageId: "1", action, callPayload: {} }).isDroppable;
const result = (callPayload: Json) =>
  said({ type: "callResult", messageId: "1", callPayload }).isDroppable;

it("beginnings and ends of transactions, and what numbers them, may not be dropped", () => {
  expect([call("StartTransaction"), call("StopTransaction")]).toEqual([false, false]);
  expect([call("MeterValues"), call("StatusNotification"), call("")]).toEqual([true, true, true]);
  expect([result({ transactionId: 5 }), result({}), result(null)]).toEqual([false, true, true]);
});

it("links, and what was learned before, are needed and weigh nothing", () => {
  const linkId = newLinkId();
  expect(neededItem({ kind: "up", linkId })).toEqual({
    ...{ kind: "up", linkId, bytes: 0, isDroppable: false },
  });
});
