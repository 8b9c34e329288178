import { expect, it } from "vitest";
import { queryOf } from "../../src/query/token-hash.ts";

const hashToken = (token: string) => `h:${token}`;
const token = (text: string) => ({ kind: "text", field: "token", test: { kind: "equals", text } });
const both = { kind: "or", terms: [token("A1"), token("h:A1")] };

it("a token is searched for as it is, and with a key as its hash, too", () => {
  expect(queryOf("token:A1", {})).toEqual(token("A1"));
  expect(queryOf("token:A1", { hashToken: null })).toEqual(token("A1"));
  expect(queryOf("token:A1", { hashToken })).toEqual(both);
  expect(queryOf("token:A*", { hashToken })).toMatchObject({ test: { kind: "like" } });
});

it("wherever it stands in the query, and nothing else", () => {
  const others = "station:A1 leg:csms seq:>1 payload.idTag:A1 A1 A?1";
  expect(queryOf(others, { hashToken })).toEqual(queryOf(others, {}));
  expect(queryOf("(station:A1 OR -token:A1) A1", { hashToken })).toMatchObject({
    kind: "and",
    terms: [{ kind: "or", terms: [{ field: "station" }, { kind: "not", term: both }] }, {}],
  });
});
