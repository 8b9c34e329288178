/**
 * Well-behaved stations: 24 hours of them raise no error and no warning.
 *
 * What sped up means. The peers speak over real sockets, and their time leaps from one timer to the
 * next. Rules judge by when a message was received, and in a hurried day through the relay every
 * clock would be wrong and every heartbeat too early; so the day is told to the recorder with the
 * times it would have had: to the intake itself, with links that open and end and a tick every ten
 * seconds, and as a trace through `ocpptap import` into the store of a running `serve`. What cannot
 * be hurried, relay and receive times, is seen in real time, for as long as a few short sessions.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import type { FindingsAnswer } from "../../src/console/contract.ts";
import { rules } from "../../src/findings/catalogue.ts";
import { startSimulatedCsms } from "../../src/simulate/csms.ts";
import { startSimulatedFleet } from "../../src/simulate/fleet.ts";
import { getJson } from "../support/api.ts";
import { type CleanDay, type CleanStation, liveOneDay } from "../support/clean-day.ts";
import { lasting, whenOver } from "../support/lifetime.ts";
import { record } from "../support/recording.ts";
import { run, serve } from "../support/serve.ts";
import { closedOf, messageOf, openedOf } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const stations: readonly CleanStation[] = [
  { id: "OLD-1", version: "1.6" },
  { id: "OLD-2", version: "1.6" },
  { id: "NEW-1", version: "2.0.1" },
  { id: "NEW-2", version: "2.0.1" },
];
const DAY_MS = 24 * 3_600_000;
const TICK_MS = 10_000;

let day: CleanDay;

beforeAll(async () => {
  day = await lasting(() => liveOneDay(stations, Date.now() - DAY_MS - 3_600_000));
});

it("lives a whole day", () => {
  const { spoken, sessions } = day;
  expect(sessions).toBeGreaterThan(stations.length * 5);
  expect((spoken.at(-1)?.atMs ?? 0) - day.startMs).toBeGreaterThan(DAY_MS - 600_000);
  for (const { id } of stations) {
    const of = spoken.filter(({ stationId }) => stationId === id);
    expect(of.length).toBeGreaterThan(1_000);
    expect(of.some(({ text }) => text.includes("SetChargingProfile"))).toBe(true);
    expect(of.some(({ text }) => /"Re(mote|quest)StartTransaction"/.test(text))).toBe(true);
  }
});

it("raises no error and no warning at the recorder's intake", () => {
  const recording = record({ rules });
  const links = new Map(
    stations.map(({ id, version }) => [id, { id, version, seq: 0, linkId: newLinkId() }]),
  );
  for (const { id, version, linkId } of links.values()) {
    const opened = openedOf(linkId);
    const subprotocol = `ocpp${version}`;
    const offer = {
      subprotocol,
      subprotocolHeader: subprotocol,
      subprotocolsOffered: [subprotocol],
    };
    const body = { ...opened.body, ...offer, stationId: id as never, target: `/ocpp/${id}` };
    recording.take({ ...opened, receivedAtUs: day.startMs * 1000, body });
  }
  let tickMs = day.startMs;
  for (const { stationId, sender, text, atMs } of day.spoken) {
    for (; tickMs < atMs; tickMs += TICK_MS) recording.intake.tick(tickMs * 1000);
    const link = links.get(stationId);
    if (link === undefined) throw new Error(stationId);
    link.seq += 1;
    const how = { sender, receivedAtUs: Math.round(atMs * 1000), payload: Buffer.from(text) };
    recording.take(messageOf(link.linkId, link.seq, how));
  }
  for (const { linkId, seq } of links.values()) {
    recording.take({ ...closedOf(linkId, seq), receivedAtUs: day.endMs * 1000 });
  }
  const harmful = recording.findings().filter((finding) => finding["severity" as never] !== "note");
  expect(harmful.map((finding) => finding["sentence" as never])).toEqual([]);
  expect(recording.rows("messages").length).toBe(day.spoken.length);
});

async function harmfulIn(consoleUrl: string): Promise<readonly string[]> {
  const url = `${consoleUrl}/api/findings?limit=100&q=${encodeURIComponent("severity:warning")}`;
  const { status, body } = await getJson<FindingsAnswer>(url);
  expect(status).toBe(200);
  return body.findings
    .filter(({ severity }) => severity !== "note")
    .map(({ stationId, sentence }) => `${stationId}: ${sentence}`);
}

it("raises none through import into the store of a running program", async () => {
  const data = await tempDir();
  const csms = await startSimulatedCsms({ port: 0 });
  whenOver(csms.close);
  const served = await serve(["--upstream", csms.url, "--data", data]);
  const versionOf = new Map(stations.map(({ id, version }) => [id, version]));
  const lines = day.spoken.map(({ stationId, sender, text, atMs }) =>
    JSON.stringify({
      ...{ time: new Date(atMs).toISOString(), station: stationId, sender, message: text },
      ocppVersion: versionOf.get(stationId),
    }),
  );
  const file = join(data, "day.jsonl");
  await writeFile(file, `${lines.join("\n")}\n`);
  const { code, stdout, stderr } = await run(["import", file, "--data", data]);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain(`${day.spoken.length} messages of 4 links`);
  expect(stdout).toContain("Findings: 0 errors, 0 warnings");
  expect(await harmfulIn(served.consoleUrl)).toEqual([]);
});

it("raises none over real sockets in real time", async () => {
  const csms = await startSimulatedCsms({ port: 0 });
  whenOver(csms.close);
  const served = await serve(["--upstream", csms.url, "--data", await tempDir()]);
  const fleet = startSimulatedFleet({
    ...{ url: served.stationUrl, stations: 8, versions: ["1.6", "2.0.1"], seed: "clean" },
    ...{ sessionMs: 2_000, station: { meterEveryMs: 500 } },
  });
  whenOver(fleet.close);
  const finished = () =>
    fleet
      .stations()
      .reduce(
        (sum, station) =>
          sum + station.events().filter(({ name }) => name === "sessionFinished").length,
        0,
      );
  await until(() => finished() >= 8, "eight sessions", 60_000);
  await fleet.close();
  const isRecorded = async () => {
    const { body } = await getJson<{ links: { state: string }[] }>(
      `${served.consoleUrl}/api/links`,
    );
    return body.links.length === 8 && body.links.every(({ state }) => state === "closed");
  };
  await until(isRecorded, "all links to be closed in the record");
  expect(await harmfulIn(served.consoleUrl)).toEqual([]);
});
