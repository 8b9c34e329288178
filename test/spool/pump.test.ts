import { expect, it, onTestFinished } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { paceMsAfter } from "../../src/spool/pump.ts";
import { createFaultyDisk } from "../support/faulty-disk.ts";
import { messageOf, openTestWriter } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

async function openWriter() {
  const disk = createFaultyDisk();
  const writer = await openTestWriter(await tempDir(), {}, disk);
  onTestFinished(() => writer.close());
  await until(() => writer.pendingBytes() === 0, "the first record is written");
  return { writer, disk };
}

it("waits longer for the next write where a lot flows, and only there", () => {
  const { spoolBusyBytes, spoolBusyPaceMs, spoolPaceMs } = limits;
  expect(paceMsAfter(2 * spoolBusyBytes, 2)).toBe(spoolBusyPaceMs);
  expect(paceMsAfter(2 * spoolBusyBytes - 1, 2)).toBe(spoolPaceMs);
  expect(paceMsAfter(1_000_000, Number.POSITIVE_INFINITY), "the first").toBe(spoolPaceMs);
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

it("writes what many turns append within the pace together", async () => {
  const { writer, disk } = await openWriter();
  const linkId = newLinkId();
  const before = disk.counts.writes;
  const turns = 200;
  for (let seq = 1; seq <= turns; seq += 1) {
    writer.append(messageOf(linkId, seq));
    await turn();
  }
  await until(() => writer.pendingBytes() === 0, "everything is written");
  expect(disk.counts.writes - before).toBeLessThan(turns / 2);
});

it("writes at the end of the turn where somebody waits for it", async () => {
  const { writer } = await openWriter();
  const linkId = newLinkId();
  for (let seq = 1; seq <= 20; seq += 1) {
    writer.append(messageOf(linkId, seq));
    await new Promise<void>((resolve) => writer.whenWritten(resolve));
    expect(writer.pendingBytes()).toBe(0);
  }
});

it("does not let a full chunk wait", async () => {
  const { writer, disk } = await openWriter();
  const before = disk.counts.writes;
  writer.append(messageOf(newLinkId(), 1, { payload: Buffer.alloc(300_000) }));
  await turn();
  await turn();
  expect(disk.counts.writes).toBeGreaterThan(before);
});
