/** Limits of the readiness report: how much of a station's record is translated to judge it. */
import { MiB } from "./units.ts";

export const rehearseLimits = {
  // ── readiness ─────────────────────────────────────────────────────────────────────────────────
  /**
   * Newest messages of one station that are translated: two weeks of a busy one without its
   * heartbeats. They take 1.3 s of one core that others use as well.
   */
  rehearsedMessagesMax: 5_000,
  /** The same as payload bytes, in memory at once. */
  rehearsedBytesMax: 16 * MiB,
  /** Messages that are translated in one turn of the event loop: some 10 ms, as above. */
  rehearsedAtOnce: 40,
  /** Times that may come due between two messages; the bound is for bugs. */
  rehearsedTicksMax: 1_000,
  /** Rows of each list of one station's report; the rest is counted. */
  readinessRowsMax: 200,
  /** Characters of a peer's text in a report. */
  readinessTextCharsMax: 200,
  /** Stations of one report: some 20 kB each, in memory and on the page. */
  readinessStationsMax: 2_000,
  /** Stations of one answer of the API. */
  readinessPageMax: 50,
  /** Stations of one answer of the API when nothing is said. */
  readinessPageDefault: 10,
  /** Stations of a report that the console makes for download: half an hour of a core at most. */
  readinessDownloadStationsMax: 500,
  /** Such reports that are being made: each holds all its stations in memory. */
  readinessDownloadsAtOnce: 1,
  /** An answer ends early after so long, with at least one station, and says how to go on. */
  readinessBudgetMs: 10_000,
  /** Below this a week's habits are not seen: nightly jobs, a local list, an update. */
  readinessHoursMin: 24,
} as const;
