/** The HTTP API's readiness report: pure types, like contract.ts. */
import type { StationReadiness } from "../rehearse/report.ts";
import type { Summary } from "../rehearse/summary.ts";

export type ReadinessAnswer = {
  readonly stations: readonly StationReadiness[];
  /** Of the stations of this answer. */
  readonly summary: Summary;
  /** Of routes and shadows that translate 1.6 to 2.0.1: give one as `route` for its options. */
  readonly routes: readonly string[];
  /** Give it as `cursor` for the stations behind these; null where there are none. */
  readonly next: string | null;
};
