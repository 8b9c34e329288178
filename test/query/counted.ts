/** One record for the tests of facets and histogram, which count by the same stretches. */
import { parseStationId } from "../../src/base/ids.ts";
import { findingRow, openRecord, type Record } from "./record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "./rows.ts";

const second = parseStationId("CP-8");
const HOUR_US = 3_600_000_000;
export const range = { fromUs: EPOCH_US - 4 * HOUR_US, toUs: EPOCH_US };

/** Four messages of CP-7 and one of CP-8 in the range, and one just after it. */
export async function openCounted(): Promise<Record> {
  const record = await openRecord();
  await record.insert({
    messages: [
      ...[1, 2, 3].map((seq) => messageRow({ seq, receivedAtUs: EPOCH_US - seq * HOUR_US })),
      messageRow({ seq: 4, receivedAtUs: EPOCH_US - 1, messageType: "callError", action: "Reset" }),
      messageRow({
        seq: 5,
        receivedAtUs: EPOCH_US - 2,
        linkId: linkIdOf(8),
        stationId: second,
        action: "",
        messageType: "malformed",
      }),
      messageRow({ seq: 6, receivedAtUs: EPOCH_US }),
    ],
    findings: [
      findingRow({ evidence: [2, 4], atUs: EPOCH_US + 1 }),
      findingRow({ evidence: [4], rule: "call-overlap", severity: "warning", atUs: EPOCH_US + 1 }),
      findingRow({
        evidence: [5],
        linkId: linkIdOf(8),
        stationId: second,
        rule: "call-overlap",
        severity: "warning",
        atUs: EPOCH_US + 1,
      }),
      findingRow({ evidence: [1], linkId: linkIdOf(9), rule: "elsewhere" }),
    ],
  });
  return record;
}
