/**
 * A recorded day against a staging CSMS, as a migration team does it: stations live it through
 * `serve`, `replay` plays it, and what the staging CSMS decides otherwise is found, nothing else.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/exchange/message.ts";
import type { Playback } from "../../src/rehearse/playback/playback.ts";
import { startSimulatedCsms } from "../../src/simulate/csms.ts";
import type { CsmsOptions } from "../../src/simulate/csms-contract.ts";
import { getJson, searchAll } from "../support/api.ts";
import { endAfterAll, keptForAll, whenOver } from "../support/lifetime.ts";
import { run, serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { startStrictCsms, strictStation } from "../support/translated-peers.ts";
import { until } from "../support/until.ts";

const STATIONS = ["CP-1", "CP-2", "CP-3"];
const boot = { chargePointVendor: "Acme", chargePointModel: "Fast-22" };
const status = (word: string) => ({ connectorId: 1, errorCode: "NoError", status: word });

let data: string;
let consoleUrl: string;
/** Calls of all stations. */
let calls = 0;

beforeAll(async () => {
  await keptForAll(async () => {
    data = await tempDir();
    const old = await stagingCsms();
    const served = await serve(["--upstream", old, "--data", data]);
    consoleUrl = served.consoleUrl;
    await Promise.all(STATIONS.map((id) => liveADay(served.stationUrl, id)));
    const isWhole = async () => {
      const messages = await searchAll(consoleUrl, "leg:both");
      return messages.filter(({ type }) => type === "callResult").length >= calls;
    };
    await until(isWhole, "the day is recorded", 60_000);
  });
});

endAfterAll();

async function stagingCsms(options: Partial<CsmsOptions> = {}): Promise<string> {
  const csms = await startSimulatedCsms({ port: 0, ...options });
  whenOver(csms.close);
  return csms.url;
}

/** A session on one link, another after it has come back. */
async function liveADay(url: string, identity: string): Promise<void> {
  for (const idTag of ["T1", "T2"]) {
    const station = strictStation(url, { identity });
    const say = async (action: string, payload: object) => {
      calls += 1;
      return await station.call(action, payload);
    };
    const at = () => new Date().toISOString();
    await station.connect();
    await say("BootNotification", boot);
    await say("StatusNotification", status("Available"));
    await say("Authorize", { idTag });
    const start = { connectorId: 1, idTag, meterStart: 100, timestamp: at() };
    const { transactionId } = await say("StartTransaction", start);
    await say("StatusNotification", status("Charging"));
    const energy = { value: "200", measurand: "Energy.Active.Import.Register", unit: "Wh" };
    await say("MeterValues", {
      ...{ connectorId: 1, transactionId },
      meterValue: [{ timestamp: at(), sampledValue: [energy] }],
    });
    await say("StopTransaction", { transactionId, meterStop: 300, timestamp: at() });
    await say("StatusNotification", status("Available"));
    await say("DataTransfer", { vendorId: "acme", data: "x" });
    await station.close({});
  }
}

type Told = { readonly code: number; readonly playback: Playback; readonly differences: string[] };

async function replay(upstream: string, ...args: readonly string[]): Promise<Told> {
  const where = ["--data", data, "--upstream", upstream, "--station", "CP-*", "--from=-1h"];
  const { code, stdout, stderr } = await run(["replay", ...where, "--format", "json", ...args]);
  if (stdout === "") throw new Error(stderr);
  const playback = JSON.parse(stdout) as Playback;
  const differences = playback.comparison.differences
    .map(({ count, action, kind, old, new: now }) => `${count} ${action} ${kind}: ${old} → ${now}`)
    .toSorted();
  return { code, playback, differences };
}

describe("a staging CSMS of the same version", () => {
  it("that decides the same is told the whole day, at 100 times the speed, without a difference", async () => {
    const { code, playback, differences } = await replay(await stagingCsms(), "--speed", "100");
    expect({ differences, leftOut: playback.leftOut, problems: playback.problems }).toEqual({
      ...{ differences: [], leftOut: [], problems: [] },
    });
    expect(code).toBe(0);
    expect(playback.totals).toMatchObject({ calls, sent: calls, answered: calls });
    // Links end and come back as they did.
    expect(playback.totals).toMatchObject({ dials: 2 * STATIONS.length, linksLost: 0 });
    expect(playback.comparison.pairs).toBe(calls);
    const found = await searchAll(consoleUrl, `leg:shadow instance:${playback.instance}`);
    expect(found).toHaveLength(2 * calls);
    expect(playback.written).toBe(2 * calls);
    const sent = found.filter(({ sender }) => sender === "station");
    expect(sent.every(({ translatedFrom }) => translatedFrom !== null)).toBe(true);
  });

  it("that decides otherwise is found out, and nothing is invented", async () => {
    const seeded = await stagingCsms({
      refusedTokens: { T2: "Blocked" },
      heartbeatIntervalS: 60,
      answers: {
        DataTransfer: () => ({ errorCode: "NotSupported", errorDescription: "" }),
        MeterValues: () => ({ payload: { made: "up" } }),
      },
    });
    const of = STATIONS.length;
    const { code, differences } = await replay(seeded);
    expect(code).toBe(1);
    expect(differences).toEqual(
      [
        `${of} Authorize token: Accepted → Blocked`,
        `${of} StartTransaction token: Accepted → Blocked`,
        `${2 * of} BootNotification interval: 300 s → 60 s`,
        `${2 * of} DataTransfer error: Accepted → NotSupported`,
        `${2 * of} MeterValues schema: valid → against the schema`,
      ].toSorted(),
    );
    const allow = "token,interval,DataTransfer:error,MeterValues:schema";
    expect((await replay(seeded, "--speed", "100", "--allow", allow, "--no-record")).code).toBe(0);
  });

  it("leaves what is known of the stations as it is, and is compared in the console, too", async () => {
    type Stations = { readonly stations: readonly { readonly connected: boolean }[] };
    const { body } = await getJson<Stations>(`${consoleUrl}/api/stations`);
    expect(body.stations.map(({ connected }) => connected)).toEqual([false, false, false]);
    const { playback } = await replay(await stagingCsms({ refusedTokens: { T2: "Blocked" } }));
    type Compared = { readonly pairs: number; readonly differing: number };
    const path = `${consoleUrl}/api/comparison?replay=${playback.instance}`;
    const compared = await getJson<Compared>(path);
    const { pairs, differing } = playback.comparison;
    expect(compared.body).toMatchObject({ pairs, differing });
    expect(differing).toBe(2 * STATIONS.length);
    const shadows = await getJson<Compared>(`${consoleUrl}/api/comparison`);
    expect(shadows.body.pairs, "of shadows it says nothing").toBe(0);
  });
});

describe("a staging CSMS of 2.0.1, translated", () => {
  it("has what it decides otherwise found, and nothing invented", async () => {
    const other = await startStrictCsms({
      answers(action, payload): JsonObject | null {
        if (action === "DataTransfer") return { status: "Accepted" };
        const isBlocked = action === "Authorize" && JSON.stringify(payload).includes('"T2"');
        return isBlocked ? { idTokenInfo: { status: "Blocked" } } : null;
      },
    });
    const { code, playback, differences } = await replay(other.url, "--translate", "2.0.1");
    expect(other.faults).toEqual([]);
    expect(code).toBe(1);
    expect(differences).toEqual([`${STATIONS.length} Authorize token: Accepted → Blocked`]);
    expect(playback.totals).toMatchObject({ calls, sent: calls, unanswered: 0 });
    const started = other.of("TransactionEvent").filter(({ eventType }) => eventType === "Started");
    expect(started).toHaveLength(2 * STATIONS.length);
  });
});

it("plays a trace of twenty minutes in twelve seconds, and refuses the stations' own CSMS", async () => {
  const day = Date.UTC(2026, 10, 20, 6);
  const lines = Array.from({ length: 41 }, (_, nth) => {
    const at = (ms: number) => new Date(day + nth * 30_000 + ms).toISOString();
    const shared = { stationId: "CP-9", linkId: "a", ocppVersion: "1.6" };
    return [
      { ...shared, receivedAt: at(0), sender: "station", payload: `[2,"${nth}","Heartbeat",{}]` },
      {
        ...{ ...shared, receivedAt: at(20), sender: "csms" },
        payload: `[3,"${nth}",{"currentTime":"${at(20)}"}]`,
      },
    ];
  }).flat();
  const file = join(await tempDir(), "day.jsonl");
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const upstream = await stagingCsms();
  const how = ["--file", file, "--speed", "100", "--format", "json"];
  const { code, stdout } = await run(["replay", ...how, "--upstream", upstream]);
  const playback = JSON.parse(stdout) as Playback;
  expect(code).toBe(0);
  expect(playback.totals).toMatchObject({ calls: 41, answered: 41 });
  expect(playback.plannedMs).toBeCloseTo(12_000, -2);
  expect(playback.tookMs).toBeGreaterThanOrEqual(12_000);
  expect(playback.tookMs).toBeLessThan(20_000);
  expect(playback.comparison).toMatchObject({ pairs: 41, differing: 0 });

  const config = join(await tempDir(), "ocpptap.yaml");
  await writeFile(config, JSON.stringify({ upstream }));
  const own = await run(["replay", ...how, "--upstream", upstream, "--config", config]);
  expect([own.code, own.stderr]).toEqual([2, expect.stringContaining("--own-csms")]);
});
