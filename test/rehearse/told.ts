/** A conversation as a test writes it down → what a rehearsal of it gives, and its station's report. */
import { parseMessage } from "../../src/exchange/parse.ts";
import type { RehearsedStation, SetKey, Transfer, Use } from "../../src/query/rehearsed.ts";
import { judge } from "../../src/rehearse/judge.ts";
import { createRehearsal, type Rehearsed } from "../../src/rehearse/replay.ts";
import type { StationReadiness } from "../../src/rehearse/report.ts";
import { plainSettings } from "../../src/rehearse/settings.ts";
import { type Facts, tablesOf } from "../../src/rehearse/tables.ts";
import { type Line, timed } from "../support/transcript.ts";

export const startMs = Date.UTC(2026, 10, 20, 9);

/** `<linkId>/<seq>` counts from 1; `--` begins the next link. */
export function rehearsedOf(lines: readonly Line[], settings = plainSettings): Rehearsed {
  const rehearsal = createRehearsal("CP-7", settings, null);
  let link = 1;
  let seq = 0;
  let atMs = startMs;
  for (const line of lines) {
    if (line === "--") {
      link += 1;
      seq = 0;
      continue;
    }
    for (const { text, sender, atMs: laterMs } of timed([line], atMs, 1_000)) {
      atMs = laterMs;
      if (text === null) continue;
      atMs += 1_000;
      seq += 1;
      const payload = Buffer.from(text);
      const framing = { opcode: 1, isTruncated: false, payloadBytes: payload.length } as const;
      const message = parseMessage(payload, { ...framing, version: "1.6" });
      rehearsal.hear({ linkId: `link-${link}`, seq, sender, atUs: atMs * 1_000, message });
    }
  }
  return rehearsal.end();
}

export const call = (id: string, action: string, payload: object) =>
  JSON.stringify([2, id, action, payload]);
export const result = (id: string, payload: object) => JSON.stringify([3, id, payload]);

const meter = (value: string) => ({ value, context: "Sample.Periodic", unit: "Wh" });

/** A day as it should be: nothing of it is lost. */
export const goodDay: readonly Line[] = [
  `> ${call("1", "BootNotification", { chargePointVendor: "ACME", chargePointModel: "One" })}`,
  `< ${result("1", { status: "Accepted", currentTime: "{t}", interval: 300 })}`,
  `> ${call("2", "Authorize", { idTag: "04A1B2C3D4E5F6" })}`,
  `< ${result("2", { idTagInfo: { status: "Accepted" } })}`,
  `> ${call("3", "StartTransaction", { connectorId: 1, idTag: "04A1B2C3D4E5F6", meterStart: 10, timestamp: "{t}" })}`,
  `< ${result("3", { transactionId: 77, idTagInfo: { status: "Accepted" } })}`,
  `> ${call("4", "MeterValues", { connectorId: 1, transactionId: 77, meterValue: [{ timestamp: "{t}", sampledValue: [meter("20")] }] })}`,
  `< ${result("4", {})}`,
  `> ${call("5", "StopTransaction", { transactionId: 77, meterStop: 30, timestamp: "{t}" })}`,
  `< ${result("5", {})}`,
];

export const station: RehearsedStation = {
  ...{ stationId: "CP-7", ocppVersion: "1.6", vendor: "ACME", model: "One", firmware: "1.2" },
};

export const use = (fields: Partial<Use> = {}): Use => ({
  ...{ sender: "station", action: "StatusNotification", version: "1.6", transport: "" },
  ...{ messages: 3, calls: 3, results: 0, malformed: 0 },
  ...{ firstUs: startMs * 1_000, lastUs: (startMs + 172_800_000) * 1_000 },
  ...{ call: { linkId: "link-1", seq: 1 }, result: null, broken: null },
  ...fields,
});

/** Of a station that was seen for two days: boots, transactions, its configuration. */
export const enough: readonly Use[] = [
  use({ action: "BootNotification" }),
  use({ action: "StartTransaction" }),
  use({ sender: "csms", action: "GetConfiguration" }),
];

export const transfer = (fields: Partial<Transfer> = {}): Transfer => ({
  ...{ sender: "station", vendorId: "com.acme", messageId: "Led", calls: 4, accepted: 4 },
  call: { linkId: "link-1", seq: 9 },
  ...fields,
});

export const setKey = (fields: Partial<SetKey> = {}): SetKey => ({
  ...{ key: "HeartbeatInterval", value: "60", sets: 2 },
  call: { linkId: "link-1", seq: 5 },
  ...fields,
});

export const factsOf = (fields: Partial<Facts> = {}): Facts => ({
  ...{ station, uses: enough, transfers: [], sets: [], rules: [] },
  ...{ conversation: { isCut: false }, rehearsed: rehearsedOf(goodDay), settings: plainSettings },
  ...fields,
});

export function reportOf(fields: Partial<Facts> = {}): StationReadiness {
  const facts = factsOf(fields);
  const tables = tablesOf(facts);
  return { ...tables, ...judge(tables, facts) };
}
