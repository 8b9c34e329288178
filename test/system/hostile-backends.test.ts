/**
 * With a further back-end that is dead, slow or hostile, what passes between station and CSMS is the
 * same to the byte, all of it is recorded, and none of it waits.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { hostileCsmss, type Other } from "../support/hostile-csms.ts";
import { type Day, ROUNDS, rawDay, toldDay } from "../support/raw-day.ts";
import {
  destroyPeers,
  dialRaw,
  requestHead,
  SWITCHING,
  startRawCsms,
} from "../support/raw-peers.ts";
import { serve } from "../support/serve.ts";
import { readAll } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const SELECTED = SWITCHING.replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n");

/** The back-end may call everything that the hostile ones try; null for no back-end. */
async function dayBeside(other: Other | null): Promise<Day> {
  const data = await tempDir();
  const csms = await startRawCsms(() => SELECTED);
  const backends =
    other === null ? [] : [{ name: "other", upstream: other.url, actions: ["GetConfiguration"] }];
  const routes = [{ match: "/{station}", upstream: csms.url, backends }];
  const file = join(data, "ocpptap.yaml");
  await writeFile(file, JSON.stringify({ data, routes }));
  const relay = await serve(["--config", file, "--only", "relay"], ["relay"]);
  const station = await dialRaw(Number(new URL(relay.stationUrl).port));
  station.send(requestHead("/CP-1", ["Sec-WebSocket-Protocol: ocpp1.6"]));
  const leg = await csms.leg(1);
  await station.sees("\r\n\r\n");
  if (other !== null) await until(() => other.connections() > 0, "the back-end was dialled");
  const took = await rawDay(station, leg);
  expect(relay.log.filter(({ event }) => event === "bug" || event === "not-json")).toEqual([]);
  destroyPeers();
  expect(await relay.stop()).toBe(0);
  const { records, damagedBytes } = await readAll(join(data, "spool"));
  const messages = records.filter((each) => each.kind === "message");
  expect(messages.filter((each) => each.leg === "both")).toHaveLength(2 * ROUNDS);
  expect(records.filter(({ kind }) => kind === "gap")).toEqual([]);
  expect(damagedBytes).toBe(0);
  return took;
}

/** A process and its peers share a few cores: only what waits for the back-end is slower. */
const SLOWER_MS = 250;

it("the station's link is the same beside every back-end", async () => {
  const without = await dayBeside(null);
  process.stdout.write(`without a back-end: ${toldDay(without)}\n`);
  for (const [name, behave] of Object.entries(hostileCsmss)) {
    const beside = await dayBeside(await behave());
    process.stdout.write(`beside one that ${name}: ${toldDay(beside)}\n`);
    expect(beside.p99Ms, name).toBeLessThan(without.p99Ms + SLOWER_MS);
  }
});
