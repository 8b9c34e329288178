/**
 * Invariant 15 of translation: with the CSMS of a shadow dead, slow or hostile, what passes between
 * station and primary CSMS is the same to the byte, all of it is recorded, and none of it waits,
 * while what the shadow and its CSMS say is recorded beside it.
 */
import { writeFile } from "node:fs/promises";
import { getPriority } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SHADOWS } from "../../src/config/workers.ts";
import { realDisk } from "../../src/spool/disk.ts";
import { shadowShareOf } from "../../src/spool/spools.ts";
import { surveySpools } from "../../src/spool/survey.ts";
import { hostileCsmss, type Other } from "../support/hostile-csms.ts";
import { type Day, ROUNDS, rawDay, toldDay } from "../support/raw-day.ts";
import { destroyPeers, dialRaw, requestHead, startRawCsms } from "../support/raw-peers.ts";
import { serve } from "../support/serve.ts";
import { readAll } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

/** Of all spools: a flood of the other CSMS fills the shadows' part of it, and no other. */
const SPOOL_BYTES = 32 * 1024 ** 2;
const SEGMENT_BYTES = 1024 ** 2;
/** The kernel's nice value; others have 0. */
const GIVES_WAY = 10;

/** A relay, and beside it the shadows as a process of their own; null for none. */
async function dayBeside(other: Other | null): Promise<Day> {
  const data = await tempDir();
  const csms = await startRawCsms();
  const shadows =
    other === null
      ? []
      : [
          {
            match: "/{station}",
            upstream: other.url,
            translate: { station: "1.6", csms: "2.0.1" },
          },
        ];
  const file = join(data, "ocpptap.yaml");
  const spool = { bytesMax: SPOOL_BYTES, segmentBytesMax: SEGMENT_BYTES };
  const record = { messageBytesMax: SEGMENT_BYTES / 2 };
  await writeFile(file, JSON.stringify({ data, upstream: csms.url, shadows, spool, record }));
  const relay = await serve(["--config", file, "--only", "relay"], ["relay"]);
  const shadow =
    other === null ? null : await serve(["--config", file, "--only", "shadow"], ["shadow"]);
  const port = Number(new URL(relay.stationUrl).port);
  const station = await dialRaw(port);
  station.send(requestHead("/CP-1", ["Sec-WebSocket-Protocol: ocpp1.6"]));
  const leg = await csms.leg(1);
  await station.sees("\r\n\r\n");
  if (other !== null) await until(() => other.connections() > 0, "the shadow has dialled");
  if (shadow !== null) expect(getPriority(shadow.process.pid)).toBeGreaterThanOrEqual(GIVES_WAY);
  const took = await rawDay(station, leg);
  if (shadow !== null) {
    expect(shadow.log.filter(({ event }) => event === "bug" || event === "not-json")).toEqual([]);
    expect(shadow.process.exitCode).toBeNull();
  }
  destroyPeers();
  expect(await relay.stop()).toBe(0);
  await shadow?.stop();
  const { records, damagedBytes } = await readAll(join(data, "spool"));
  expect(records.filter(({ kind }) => kind === "message")).toHaveLength(2 * ROUNDS);
  expect([records.filter(({ kind }) => kind === "gap"), damagedBytes]).toEqual([[], 0]);
  if (other !== null) await expectRehearsalRecorded(data);
  return took;
}

/** Whatever it says or does not, the shadow's own spool is sound and speaks of nothing else. */
async function expectRehearsalRecorded(data: string): Promise<void> {
  const { records, damagedBytes } = await readAll(join(data, "spool.shadow"));
  const begins = records.flatMap((record) =>
    record.kind === "link-opened" || record.kind === "link-refused" ? [record] : [],
  );
  expect(begins.filter(({ body }) => body.leg !== "shadow")).toEqual([]);
  const known = new Set(begins.map(({ linkId }) => linkId));
  const messages = records.filter(({ kind }) => kind === "message");
  expect(messages.filter(({ linkId }) => !known.has(linkId))).toEqual([]);
  expect(damagedBytes).toBe(0);
  const spools = await surveySpools(data, realDisk);
  const own = spools.find(({ worker }) => worker === SHADOWS);
  // The segment that is being written comes on top.
  expect(own?.bytes).toBeLessThan(shadowShareOf(SPOOL_BYTES) + 2 * SEGMENT_BYTES);
}

/** Two processes and their peers share a few cores: only what waits for the other CSMS is slower. */
const SLOWER_MS = 250;

it("the primary's link is the same beside every other CSMS", async () => {
  const without = await dayBeside(null);
  process.stdout.write(`without a shadow: ${toldDay(without)}\n`);
  for (const [name, behave] of Object.entries(hostileCsmss)) {
    const beside = await dayBeside(await behave());
    process.stdout.write(`beside one that ${name}: ${toldDay(beside)}\n`);
    expect(beside.p99Ms, name).toBeLessThan(without.p99Ms + SLOWER_MS);
  }
});
