import { expect, it } from "vitest";
import {
  answerTo,
  type Fact,
  fieldsOf,
  inBrackets,
  newestFindings,
  newestMessages,
  place,
  refOf,
  textOf,
  token,
  when,
} from "../../../src/query/diagnosis/facts.ts";
import type { QueryDeps } from "../../../src/query/reader.ts";

const NOW_US = 1_790_000_000_000_000;

function depsWith(rows: readonly object[]) {
  const asked: Readonly<Record<string, unknown>>[] = [];
  const reader: QueryDeps["reader"] = {
    query<Row>(_statement: string, params?: Readonly<Record<string, unknown>>) {
      asked.push(params ?? {});
      return Promise.resolve(rows as Row[]);
    },
  };
  return { deps: { reader, clock: { nowUs: () => NOW_US }, retentionDays: 90 }, asked };
}

const row = {
  ...{ at_us: String(NOW_US), link_id: "L", seq: "2", sender: "csms", message_type: "callResult" },
  ...{ action: "Authorize", text: '[3,"1",{"a":1}]', request_seq: "1", error_code: "" },
  ...{ transaction_id: "", connector_id: null, evse_id: null, id_token: "" },
};

it("reads messages with what they say, and nothing of what cannot be read", async () => {
  const { deps, asked } = depsWith([row, { ...row, text: "[3," }, { ...row, text: "" }]);
  const facts = await newestMessages({ station: "CP", nowUs: NOW_US }, ["Authorize"], deps);
  expect(facts.map(({ payload }) => payload)).toEqual([{ a: 1 }, {}, {}]);
  expect(asked[0]).toMatchObject({ station: "CP", actions: ["Authorize"] });
  const call = { ...facts[0], seq: 1, sender: "station", requestSeq: null } as Fact;
  expect(answerTo(call, facts)).toBe(facts[0]);
  expect(answerTo({ ...call, seq: 9 }, facts)).toBeNull();
  expect(refOf(call)).toEqual({ linkId: "L", seq: 1 });
});

it("reads findings with their messages", async () => {
  const finding = { rule: "r", severity: "note", at_us: "5", sentence: "S.", link_id: "L" };
  const { deps } = depsWith([{ ...finding, evidence: ["3", "4"] }]);
  const [found] = await newestFindings({ station: "CP", nowUs: NOW_US }, ["r"], deps);
  expect(found?.evidence).toEqual([
    { linkId: "L", seq: 3 },
    { linkId: "L", seq: 4 },
  ]);
});

it("words times, places, tokens and meanings", () => {
  expect(when(NOW_US, NOW_US + 180_000_000)).toBe("2026-09-21 14:13:20 UTC (3 min ago)");
  expect(place({ connectorId: 2, evseId: null })).toBe(" on connector 2");
  expect(place({ connectorId: 1, evseId: 3 })).toBe(" on EVSE 3, connector 1");
  expect(place({ connectorId: 0, evseId: null })).toBe("");
  expect(inBrackets("It is so.")).toBe(" (It is so)");
  expect([inBrackets(null), token(""), token("AB")]).toEqual(["", "", " for the token AB"]);
  expect([textOf(7), fieldsOf([1]), fieldsOf({ a: 1 })]).toEqual(["", {}, { a: 1 }]);
});
