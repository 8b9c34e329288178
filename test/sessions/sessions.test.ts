import fc from "fast-check";
import { expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import type { Json } from "../../src/exchange/message.ts";
import { createSessions } from "../../src/sessions/sessions.ts";
import { record } from "../support/recording.ts";
import { accepted16, isoAt, meterValue, start16, stop16, story } from "./tell.ts";

const stationId = parseStationId("CP-1");
const meter = (ms: number) => ({
  ...{ connectorId: 1, transactionId: 7, meterValue: [meterValue(ms, 1_000 + ms / 1000)] },
});

it("wants only what is about transactions", () => {
  const { wants } = createSessions();
  expect(["StartTransaction", "MeterValues", "SetChargingProfile"].map(wants)).toEqual([
    ...[true, true, true],
  ]);
  expect(["Heartbeat", "DataTransfer", "", "constructor"].map(wants)).toEqual([
    ...[false, false, false, false],
  ]);
});

it("writes a row at the start, once a minute while it goes on, and at the end", () => {
  const told = story().says("StartTransaction", start16(), accepted16());
  const rows = () => told.recording.rows("transactions").length;
  expect(rows()).toBe(1);
  told.says("MeterValues", meter(10_000), {}, { afterMs: 10_000 });
  expect(rows()).toBe(1);
  told.says("MeterValues", meter(70_000), {}, { afterMs: 60_000 });
  expect(rows()).toBe(2);
  told.says("StopTransaction", stop16(), null);
  expect(rows()).toBe(3);
  told.says("Heartbeat", {});
  expect(rows()).toBe(3);
  const versions = told.recording.rows("transactions").map((row) => row["version"]);
  expect(versions).toEqual([1, 2, 3]);
});

it("goes on from its saved state, wherever it was cut", () => {
  const steps = [
    ["StartTransaction", start16(), accepted16()],
    ["MeterValues", meter(30_000), {}],
    ["MeterValues", meter(60_000), {}],
    ["StopTransaction", stop16(), {}],
  ] as const;
  const key = (told: ReturnType<typeof story>) =>
    told.transactions().map(({ transaction_key, version, links, details, series, ...row }) => ({
      ...row,
      series,
    }));
  const whole = story();
  for (const [action, call, answer] of steps) whole.says(action, call, answer);
  for (let cut = 1; cut < steps.length; cut += 1) {
    const first = story();
    for (const [action, call, answer] of steps.slice(0, cut)) first.says(action, call, answer);
    const saved = first.recording.intake.state.sessions.saveStation(stationId, "changes");
    const recording = record({ rules: [] });
    recording.intake.state.sessions.restoreStation(stationId, saved);
    const second = story({}, recording);
    for (const [action, call, answer] of steps.slice(cut)) second.says(action, call, answer);
    const times = { started_at: 0, last_at: 0, ended_at: 0 };
    const [one] = key(second).map((row) => ({ ...row, ...times }));
    const [other] = key(whole).map((row) => ({ ...row, ...times }));
    expect(one).toEqual(other);
  }
});

it("lets the samples go that are in the store, once the stop was answered", () => {
  const told = story()
    .says("StartTransaction", start16(), accepted16())
    .says("StopTransaction", stop16());
  const kept = () => told.kept()[0]?.samples.length;
  expect(kept()).toBe(2);
  expect(told.transactions()).toHaveLength(1);
  expect(kept()).toBe(0);
  told.says("StopTransaction", stop16());
  const [row] = told.transactions();
  expect(JSON.parse(String(row?.["series"])).atUs).toHaveLength(2);
});

it("counts links that ended and gaps of the record while it was open", () => {
  const told = story().says("StartTransaction", start16(), accepted16());
  told.link.gap(3, 5);
  told.link.close();
  expect(told.kept()).toMatchObject([{ linksLost: 1, recordGaps: 1 }]);
});

it("stands whatever the peers say", () => {
  const actions = fc.constantFrom(
    ...["StartTransaction", "StopTransaction", "TransactionEvent", "MeterValues"],
    ...["StatusNotification", "BootNotification", "RemoteStopTransaction", "SetChargingProfile"],
    ...["RemoteStartTransaction", "ClearChargingProfile", "Authorize"],
  );
  const leaf = fc.oneof(
    fc.constantFrom(0, -1, 1, 7, "7", "", "Accepted", "Available", isoAt(0), 1e308, null, true),
    fc.double({ noNaN: true }),
  );
  const names = fc.constantFrom(
    ...["connectorId", "transactionId", "timestamp", "meterStart", "meterStop", "idTag", "status"],
    ...["transactionInfo", "eventType", "seqNo", "evse", "id", "meterValue", "sampledValue"],
    ...["value", "csChargingProfiles", "chargingSchedule", "chargingSchedulePeriod", "limit"],
    ...["startPeriod", "chargingRateUnit", "idTagInfo", "idTokenInfo", "chargingState", "reason"],
  );
  const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(names, tie("tree"), { maxKeys: 8, noNullPrototype: true }),
    ),
  }));
  const payload = fc.dictionary(names, tree, { maxKeys: 10, noNullPrototype: true });
  const said = fc.tuple(fc.boolean(), actions, payload, tree);
  fc.assert(
    fc.property(fc.array(said, { maxLength: 25 }), (messages) => {
      const recording = record();
      const told = story({ version: "" }, recording);
      for (const [isStation, action, call, answer] of messages) {
        const reply = (answer ?? {}) as object;
        if (isStation) told.says(action, call, reply);
        else told.asks(action, call, reply);
      }
      told.link.tick(120_000);
      expect(
        recording.events.filter(({ name }) => name === "bug" || name === "ruleDisabled"),
      ).toEqual([]);
      for (const row of told.transactions()) expect(Object.keys(row)).toHaveLength(27);
    }),
    { numRuns: 60 },
  );
});
