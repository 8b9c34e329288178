/**
 * A rehearsal with seeded differences, through the whole program: three stations on a 1.6 CSMS, and
 * behind their shadows a 2.0.1 CSMS that refuses a token, wants other intervals, knows no
 * DataTransfer, is silent once and slow once. All of it is found, ranked, and nothing besides.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ComparisonAnswer } from "../../src/console/comparison-contract.ts";
import type { FindingsAnswer, MessageAnswer } from "../../src/console/contract.ts";
import { startSimulatedCsms } from "../../src/simulate/csms.ts";
import { getJson, searchAll } from "../support/api.ts";
import { whenOver } from "../support/lifetime.ts";
import { run, serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { type StrictStation, strictStation } from "../support/translated-peers.ts";
import { until } from "../support/until.ts";

/** An unanswered call is no difference before it may be given up. */
const SETTLED_MS = 120_000;

async function csmss() {
  const old = await startSimulatedCsms({ port: 0, heartbeatIntervalS: 300 });
  const fresh = await startSimulatedCsms({
    ...{ port: 0, heartbeatIntervalS: 60, subprotocols: ["ocpp2.0.1"] },
    refusedTokens: { STOLEN: "Blocked" },
    answers: {
      DataTransfer: () => ({ errorCode: "NotImplemented", errorDescription: "not here" }),
    },
  });
  whenOver(async () => void (await Promise.all([old.close(), fresh.close()])));
  return { old, fresh };
}

const at = () => new Date().toISOString();
const status = (connectorId: number, word: string) => ({
  ...{ connectorId, status: word, errorCode: "NoError" },
});

/** What all stations do alike, and the new CSMS answers as the old one does. */
async function session(station: StrictStation, idTag: string): Promise<void> {
  await station.call("StatusNotification", status(1, "Preparing"));
  await station.call("Authorize", { idTag });
  const start = { connectorId: 1, idTag, meterStart: 0, timestamp: at() };
  const { transactionId } = await station.call("StartTransaction", start);
  const meterValue = [{ timestamp: at(), sampledValue: [{ value: "120" }] }];
  await station.call("MeterValues", { connectorId: 1, transactionId, meterValue });
  await station.call("StopTransaction", { transactionId, meterStop: 240, timestamp: at() });
}

it(
  "finds every difference that is there, ranked, and none that is not",
  async () => {
    const data = await tempDir();
    const { old, fresh } = await csmss();
    const translate = { station: "1.6", csms: "2.0.1" };
    const file = join(data, "ocpptap.yaml");
    const shadows = [{ match: "/{station}", upstream: `${fresh.url}/{station}`, translate }];
    await writeFile(file, JSON.stringify({ data, upstream: old.url, shadows }));
    const served = await serve(["--config", file], ["relay", "recorder", "shadow", "console"]);
    const ids = ["CP-1", "CP-2", "CP-3"] as const;
    const stations = ids.map((identity) => strictStation(served.stationUrl, { identity }));
    for (const station of stations) {
      await station.connect();
      const boot = { chargePointVendor: "Acme", chargePointModel: "Fast-22" };
      await station.call("BootNotification", boot);
    }
    await until(() => fresh.stations().length === ids.length, "all have shadows there");
    const [one, two, three] = stations as [StrictStation, StrictStation, StrictStation];
    await session(one, "CARD");
    await session(two, "STOLEN");
    await one.call("DataTransfer", { vendorId: "acme.example", messageId: "x", data: "y" });
    const crossed = () =>
      fresh.traffic.entries({ stationId: "CP-1", action: "DataTransfer" }).length;
    await until(() => crossed() > 0, "the first station has said all");
    fresh.misbehave("CP-1", {
      ...{ fault: "answer-late", action: "FirmwareStatusNotification", afterMs: 1_600 },
    });
    await one.call("FirmwareStatusNotification", { status: "Installed" });
    fresh.misbehave("CP-3", { fault: "answer-missing", action: "StatusNotification", times: 50 });
    await three.call("StatusNotification", status(1, "Available"));
    expect(await fresh.sendCall("CP-1", "Reset", { type: "Immediate" })).toMatchObject({
      payload: { status: "Rejected" },
    });

    const ask = async (more = "") =>
      (await getJson<ComparisonAnswer>(`${served.consoleUrl}/api/comparison${more}`)).body;
    await until(
      async () => (await ask()).differences.some(({ kind }) => kind === "missing"),
      "what was not answered is a difference by now",
      SETTLED_MS,
    );
    const found = await ask();
    const told = found.differences.map(
      ({ severity, action, kind, old: was, new: is, count, stationIds }) =>
        `${severity} ${count} ${action} ${kind}: ${was} → ${is} (${stationIds.join(", ")})`,
    );
    expect(told.toSorted()).toEqual([
      "error 1 Authorize token: Accepted → Blocked (CP-2)",
      "error 1 DataTransfer error: Accepted → NotImplemented (CP-1)",
      "error 1 StartTransaction token: Accepted → Blocked (CP-2)",
      "error 1 StatusNotification missing: answered → no answer (CP-3)",
      "note 3 BootNotification interval: 300 s → 60 s (CP-1, CP-2, CP-3)",
      "warning 1 FirmwareStatusNotification slower: in its time → over 1 s later than the old (CP-1)",
    ]);
    expect(told.map((each) => each.split(" ")[0]).join(" ")).toBe(
      "error error error error warning note",
    );
    expect(found).toMatchObject({ isWhole: true, stations: 3, further: 0 });
    expect(found.leftOut).toContainEqual({ reason: "newCommand", action: "Reset", count: 1 });
    expect(found.leftOut.filter(({ reason }) => reason === "unreadable")).toEqual([]);
    expect((await ask("?station=CP-1")).differences.map(({ kind }) => kind).toSorted()).toEqual([
      ...["error", "interval", "slower"],
    ]);

    // Each leads to both messages, which are in the record on their legs.
    for (const { example } of found.differences) {
      const legs = await Promise.all(
        [example.old, example.new].map(async ({ linkId, seq }) => {
          const path = `${served.consoleUrl}/api/messages/${linkId}/${seq}`;
          return (await getJson<MessageAnswer>(path)).body.message.leg;
        }),
      );
      expect(legs).toEqual(["both", "shadow"]);
    }
    expect(await searchAll(served.consoleUrl, "leg:shadow action:Reset")).toHaveLength(2);

    // What the new CSMS does wrong is found, and counts for nobody who does not ask for it.
    const rulesOf = async (q: string) => {
      const path = `${served.consoleUrl}/api/findings?limit=1000&q=${q}`;
      const { findings } = (await getJson<FindingsAnswer>(path)).body;
      return findings.map(({ rule, side }) => `${rule} ${side}`);
    };
    expect(await rulesOf("leg:shadow")).toEqual(expect.arrayContaining(["call-timeout csms"]));
    expect((await rulesOf("")).filter((each) => each.startsWith("call-timeout"))).toEqual([]);

    const { code, stdout } = await run(["compare", "--config", file]);
    expect(code).toBe(1);
    expect(stdout).toContain("error    StartTransaction token: Accepted → Blocked");
    expect(stdout).toContain("1 commands of the new CSMS");
    expect(stations.flatMap(({ faults }) => faults)).toEqual([]);
    expect(await served.stop()).toBe(0);
  },
  SETTLED_MS + 60_000,
);
