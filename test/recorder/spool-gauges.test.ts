import { join } from "node:path";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { singleOf } from "../../src/observe/samples.ts";
import { measureSpool } from "../../src/recorder/spool-gauges.ts";
import { realDisk } from "../../src/spool/disk.ts";
import { linkIds, messageOf, openTestWriter, steppingClock } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

it("tells the size, what is unread, and the age", async () => {
  const data = await tempDir();
  const writer = await openTestWriter(join(data, "spool"));
  const [linkId] = linkIds(1);
  if (linkId !== undefined) writer.append(messageOf(linkId, 1));
  await writer.written();
  const metrics = createMetrics("recorder");
  const clock = steppingClock(1_790_000_010_000_000);
  measureSpool({ data, bytesMax: 77 }, { metrics, disk: realDisk, clock });
  let text = "";
  // A disk that is busy with other tests may miss the look's second.
  await until(async () => {
    text = await metrics.text();
    return text.includes("ocpptap_spool_bytes{");
  }, "a look at the disk in time");
  const bytes = singleOf(text, "ocpptap_spool_bytes");
  expect(bytes).toBeGreaterThan(50);
  expect(singleOf(text, "ocpptap_spool_unread_bytes")).toBe(bytes);
  expect(singleOf(text, "ocpptap_spool_bytes_max")).toBe(77);
  expect(Math.round(singleOf(text, "ocpptap_spool_oldest_seconds") ?? 0)).toBe(10);
  await writer.close();
});

it("a disk that does not answer costs a scrape these gauges only, and a bounded time", async () => {
  const metrics = createMetrics("recorder");
  const disk = { ...realDisk, list: () => new Promise<never>(() => undefined) };
  measureSpool({ data: await tempDir(), bytesMax: 1 }, { metrics, disk, clock: steppingClock() });
  const beganMs = performance.now();
  const text = await metrics.text();
  expect(performance.now() - beganMs).toBeLessThan(limits.spoolSurveyMsMax + 3_000);
  expect(text).not.toContain("ocpptap_spool_bytes{");
  expect(text).toContain("ocpptap_spool_bytes_max{");
});
