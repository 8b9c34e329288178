/**
 * What the spool's disk holds, as metrics. In: the data directory. Promised: the disk is looked at
 * at most once a second however many ask, and one that does not answer leaves these gauges out
 * instead of holding up a scrape.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import type { MeasureName, Metrics, Reading } from "../observe/metrics.ts";
import type { Disk } from "../spool/disk.ts";
import { type SpoolSurvey, surveySpool } from "../spool/survey.ts";

type SpoolDeps = {
  readonly metrics: Pick<Metrics, "measure" | "measureLater">;
  readonly disk: Disk;
  readonly clock: Clock;
};

export function measureSpool(
  { data, bytesMax }: { readonly data: string; readonly bytesMax: number },
  { metrics, disk, clock }: SpoolDeps,
): void {
  let asked: { readonly survey: Promise<SpoolSurvey | null>; readonly atMs: number } | null = null;
  const survey = () => {
    const nowMs = performance.now();
    if (asked === null || nowMs - asked.atMs > limits.systemSurveyMs) {
      const found = surveySpool(data, disk).catch(() => null);
      const late = delay(limits.spoolSurveyMsMax, null, { ref: false });
      asked = { survey: Promise.race([found, late]), atMs: nowMs };
    }
    return asked.survey;
  };
  const tell = (name: MeasureName, value: (found: SpoolSurvey) => number) =>
    metrics.measureLater(name, async (): Promise<Reading> => {
      const found = await survey();
      return found === null ? [] : value(found);
    });
  metrics.measure("spoolBytesMax", () => bytesMax);
  tell("spoolBytes", ({ bytes }) => bytes);
  tell("spoolUnreadBytes", ({ unreadBytes }) => unreadBytes);
  tell("spoolOldestSeconds", ({ oldestAtUs }) =>
    oldestAtUs === null ? 0 : Math.max(0, (clock.nowUs() - oldestAtUs) / 1e6),
  );
}
