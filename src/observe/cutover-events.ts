/** Events of a cut-over: plans, and stations whose state changes hands; see `events.ts`. */
import type { StationId } from "../base/ids.ts";

export type CutoverEvent =
  | {
      readonly name: "planStepped";
      readonly plan: string;
      readonly who: string;
      /** As the plan's trail has it. */
      readonly what: string;
      readonly why: string;
      readonly stations: number;
    }
  /** Plans do not go on. */
  | { readonly name: "planBlind"; readonly problem: string }
  | {
      readonly name: "statePromoted";
      readonly stationId: StationId;
      /** The name that it had. */
      readonly from: string;
      readonly documents: number;
    }
  | {
      readonly name: "stateNotPromoted";
      readonly stationId: StationId;
      readonly problem: string;
    };
