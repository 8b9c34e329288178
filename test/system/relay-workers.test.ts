/**
 * Two relay processes on one port: one of them is killed under load, and later there is only one.
 */
import { expect, it } from "vitest";
import type { SystemAnswer } from "../../src/console/system-contract.ts";
import { getJson, searchAll } from "../support/api.ts";
import { call, connectPlainStation, type PlainStation, startPlainCsms } from "../support/peers.ts";
import { type LogLine, type Served, serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const STATIONS = 24;
const CALLS = 60;

type Station = PlainStation & { readonly id: string; readonly lost: () => boolean };

async function dial(url: string, id: string): Promise<Station> {
  const station = await connectPlainStation(`${url}/${id}`);
  let isLost = false;
  station.leg.once("close", () => {
    isLost = true;
  });
  return { ...station, id, lost: () => isLost };
}

const readiesOf = (log: readonly LogLine[], role: string) =>
  log.filter((line) => line["event"] === "ready" && line["role"] === role);

async function system({ consoleUrl }: Served): Promise<SystemAnswer> {
  return (await getJson<SystemAnswer>(`${consoleUrl}/api/system`)).body;
}

/** Which relay has which station, by the record. */
async function instancesOf({ consoleUrl }: Served, query: string) {
  const messages = await searchAll(consoleUrl, query);
  return new Map(messages.map(({ stationId, instance }) => [stationId, instance]));
}

it("one of two relays may end: the other's links go on, and nothing is lost unsaid", async () => {
  const csms = await startPlainCsms();
  const data = await tempDir();
  const args = ["--upstream", csms.url, "--data", data];
  const served = await serve(
    [...args, "--relay.workers", "2"],
    ["relay", "relay.2", "recorder", "console"],
  );
  const addresses = ["relay", "relay.2"].map((role) => readiesOf(served.log, role)[0]?.["address"]);
  expect(addresses[0], "both listen on the port that the first settled").toBe(addresses[1]);

  // The kernel chooses by chance: with so many each has some.
  let stations: Station[] = [];
  for (let index = 0; index < STATIONS; index += 1) {
    stations.push(await dial(served.stationUrl, `CP-${index}`));
  }
  for (const { id, send } of stations) send(call(`first-${id}`, "Heartbeat"));
  let first = new Map<string, string>();
  await until(async () => {
    first = await instancesOf(served, "action:Heartbeat type:call");
    return first.size === STATIONS;
  }, "the first message of each to be recorded");
  expect(new Set(first.values())).toEqual(new Set(["ocpptap", "ocpptap.2"]));
  const before = await system(served);
  expect(before.relay?.linksOpen).toBe(STATIONS);
  expect(before.workers).toMatchObject([
    { role: "relay", instance: "ocpptap", isConfigured: true, relay: {}, spool: {} },
    { role: "relay.2", instance: "ocpptap.2", isConfigured: true, relay: {}, spool: {} },
  ]);
  const open = before.workers.map(({ relay }) => relay?.linksOpen ?? 0);
  expect(open.every((links) => links > 0)).toBe(true);

  const sending = stations.map(async ({ id, send, lost }) => {
    for (let n = 1; n <= CALLS && !lost(); n += 1) {
      send(call(`load-${id}-${n}`, "MeterValues"));
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  process.kill(await served.pidOf("relay.2"), "SIGKILL");
  const onSecond = stations.filter(({ id }) => first.get(id) === "ocpptap.2");
  await until(() => onSecond.every(({ lost }) => lost()), "its stations to notice");
  await Promise.all(sending);
  const onFirst = stations.filter(({ id }) => first.get(id) === "ocpptap");
  for (const { id, send } of onFirst) send(call(`still-${id}`, "StatusNotification"));
  for (const { id } of onSecond) stations.push(await dial(served.stationUrl, id));
  stations = stations.filter(({ lost }) => !lost());
  await until(() => readiesOf(served.log, "relay.2").length === 2, "the killed one is back");
  expect(readiesOf(served.log, "relay").length, "the other never ended").toBe(1);
  expect(onFirst.some(({ lost }) => lost())).toBe(false);
  for (const { id, send } of stations) send(call(`last-${id}`, "BootNotification"));

  let last = new Map<string, string>();
  await until(async () => {
    last = await instancesOf(served, "action:BootNotification type:call");
    return last.size === STATIONS;
  }, "all to be found again");
  for (const { id } of onFirst) expect(last.get(id)).toBe("ocpptap");
  // Of the other's links everything is there; of its own what had been written, and their end.
  const load = await searchAll(served.consoleUrl, "action:MeterValues type:call");
  const calls = (id: string) => load.filter(({ stationId }) => stationId === id).length;
  for (const { id } of onFirst) expect(calls(id), id).toBe(CALLS);
  await until(async () => {
    const { store } = await system(served);
    const lost = store?.gaps.reasons.find(({ reason }) => reason === "relay-lost");
    return lost?.gaps === onSecond.length;
  }, "a gap for each link that was cut off");
  for (const station of stations) await station.close();
  expect(await served.stop()).toBe(0);

  // With one worker, what the second left is read out.
  const again = await serve(args);
  const station = await dial(again.stationUrl, "CP-again");
  await until(async () => {
    const { workers, spool } = await system(again);
    return workers.length === 1 && spool?.unreadBytes === 0;
  }, "the spool that was left is read out and gone");
  const found = await searchAll(again.consoleUrl, "action:BootNotification type:call");
  expect(found.length).toBe(STATIONS);
  await station.close();
}, 240_000);
