import fc from "fast-check";
import { expect, it } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import { saidOf } from "../../../src/query/comparison/said.ts";

const row = (fields: Readonly<Record<string, unknown>>) => ({
  ...{ received_at_us: "5", station_id: "CP-1", link_id: "l", seq: "2", leg: "shadow" },
  ...{ message_type: "callResult", action: "Authorize", ocpp_version: "2.0.1" },
  ...{ payload_encoding: "utf8", is_truncated: false, short_payload: "" },
  ...{ request_seq: "1", latency_us: "7", error_code: "", redactions: [] },
  ...{ from_link_id: null, from_seq: null, ...fields },
});

function bodyOf(payload: unknown, fields: Readonly<Record<string, unknown>> = {}) {
  const said = saidOf(row({ short_payload: JSON.stringify([3, "1", payload]), ...fields }));
  return said.kind === "answer" ? said.body : null;
}

it("a call says what it was translated from", () => {
  const call = { message_type: "call", from_link_id: "k", from_seq: "9" };
  expect(saidOf(row(call))).toEqual({
    ...{ kind: "call", side: "new", stationId: "CP-1", place: { linkId: "l", seq: 2 } },
    ...{ action: "Authorize", atUs: 5, source: { linkId: "k", seq: 9 } },
  });
  expect(saidOf(row({ ...call, from_link_id: null }))).toMatchObject({ source: null });
});

it("decisions of 2.0.1 are told in 1.6's words", () => {
  expect(bodyOf({ idTokenInfo: { status: "Accepted" } })).toEqual({
    ...{ kind: "result", status: null, token: "Accepted", interval: null, isValid: true },
  });
  expect(bodyOf({ idTokenInfo: { status: "Unknown" } })).toMatchObject({ token: "Invalid" });
  expect(bodyOf({ idTokenInfo: { status: "NoCredit" } })).toMatchObject({ token: "Blocked" });
  const old = { leg: "both", ocpp_version: "1.6" };
  expect(bodyOf({ idTagInfo: { status: "Expired" } }, old)).toMatchObject({ token: "Expired" });
});

it("an answer against the schema is told, unless a mask may be to blame", () => {
  expect(bodyOf({})).toMatchObject({ isValid: false, token: null });
  expect(bodyOf({}, { redactions: ["x"] })).toMatchObject({ isValid: true });
  expect(bodyOf({}, { action: "Unheard" })).toMatchObject({ isValid: true });
  expect(bodyOf({}, { ocpp_version: "" })).toMatchObject({ isValid: true });
});

it("what is no text, cut or too long is unreadable, and an error has its code", () => {
  for (const fields of [
    { payload_encoding: "base64" },
    { is_truncated: true },
    { short_payload: "" },
    { short_payload: "[3," },
    { short_payload: "{}" },
  ]) {
    expect(bodyOf({}, fields)).toEqual({ kind: "unreadable" });
  }
  const code = "x".repeat(1_000);
  const body = bodyOf({}, { message_type: "callError", error_code: code });
  expect(body).toEqual({ kind: "error", code: `${"x".repeat(limits.comparisonWordCharsMax)}…` });
});

it("takes any payload of a peer", () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const said = saidOf(row({ short_payload: json }));
      expect(said.kind).toBe("answer");
    }),
  );
  const text = "\u0000<script>\u202e'\"; DROP TABLE messages";
  expect(bodyOf({ status: text, interval: "1", idTokenInfo: [] })).toMatchObject({
    ...{ status: text, interval: null, token: "Invalid", isValid: false },
  });
});
