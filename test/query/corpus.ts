/** Messages that try the search language: every kind of value under every kind of message. */
import { parseStationId } from "../../src/base/ids.ts";
import type { FindingRow, MessageRow } from "../../src/store/rows.ts";
import { findingRow } from "./record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "./rows.ts";

export const values: readonly unknown[] = [
  ...[
    "Faulted",
    "faulted",
    "NoError",
    "",
    "a b",
    "50%_off",
    "back\\slash",
    'say "x"',
    "tab\tend",
    "line\nend",
  ],
  ...[
    "café",
    "ÄÖ",
    "π²",
    "💥",
    "a💥b",
    "007",
    "12",
    "12.50",
    "1e3",
    "-3",
    "inf",
    "0x10",
    "'; DROP TABLE messages; --",
  ],
  ...[0, 1, -1, 12, 12.5, 1000, 1_500_000, 1e21, 0.1, true, false, null],
  [],
  {},
  ["x", "Y", 12, null],
  [{ v: "10" }, { v: 2.5 }, { w: 1 }],
  { v: { v: "deep" } },
  [[{ v: "nested twice" }]],
];

/** Every value under every kind of message, and payloads that are none. */
function corpus(): MessageRow[] {
  const rows: MessageRow[] = [];
  const add = (fields: Partial<MessageRow>) => {
    const seq = rows.length + 1;
    rows.push(
      messageRow({
        ...fields,
        seq,
        receivedAtUs: EPOCH_US + seq,
        // A link is one station's.
        linkId: linkIdOf(1 + (seq % 4)),
        stationId: parseStationId(["CP-7", "cp-7", "CP_7%", "Füße 1"][seq % 4] ?? ""),
      }),
    );
  };
  const types = ["call", "callResult", "callError", "send", "callResultError"] as const;
  for (const [index, value] of values.entries()) {
    const body = { status: value, v: value, "a.b": { größe: value }, nested: [{ status: value }] };
    for (const messageType of types) {
      const frame = {
        call: [2, "m", "StatusNotification", body],
        send: [6, "m", "NotifyPeriodicEventStream", body],
        callResult: [3, "m", body],
        callError: [4, "m", "NotImplemented", "", body],
        callResultError: [5, "m", "FormationViolation", "", body],
      }[messageType];
      add({
        messageType,
        payload: JSON.stringify(frame, null, index % 3),
        sender: index % 2 ? "station" : "csms",
        action: messageType === "call" ? "StatusNotification" : "",
        messageId: `M-${index}`,
        errorCode: messageType === "callError" ? "NotImplemented" : "",
        latencyUs: messageType.startsWith("callR") ? index * 333_333 : null,
        requestSeq: messageType === "callResult" ? index + 1 : null,
        connectorId: index % 5 === 0 ? null : index % 5,
        evseId: index % 7 === 0 ? index : null,
        transactionId: index % 3 ? "" : String(index),
        idToken: index % 4 ? "" : `Tag_${index}`,
        ocppVersion: ["1.6", "2.0.1", "2.1", ""][index % 4] ?? "",
        leg: index % 6 ? "both" : "csms",
      });
    }
  }
  const texts = [
    "",
    "not json",
    '[2,"x","Boot",{"status":"Faulted"',
    "[]",
    "null",
    "7",
    '[2,"m","A",[{"status":"Faulted"}]]',
  ];
  for (const payload of texts) add({ messageType: "malformed", payload, action: "" });
  add({ payload: "/////w==", payloadEncoding: "base64", messageType: "malformed" });
  add({ payload: '[2, "m", "X", {"status" : 1.5e+06, "v":1.0E6, "x": "caf\\u00e9 \\/ b"}]' });
  return rows;
}

const rules = ["call-timeout", "json-invalid", "call-overlap"];
export const rows = corpus();
export const findings: FindingRow[] = rows
  .filter((row) => row.seq % 5 === 0)
  .map((row) =>
    findingRow({
      linkId: row.linkId,
      stationId: row.stationId,
      atUs: row.receivedAtUs + 40_000_000,
      evidence: row.seq % 2 ? [row.seq] : [row.seq, row.seq + 4],
      rule: rules[row.seq % 3] ?? "",
      severity: (["error", "warning", "note"] as const)[row.seq % 3] ?? "note",
      side: (["station", "csms", "network", "ours"] as const)[row.seq % 4] ?? "ours",
    }),
  );
