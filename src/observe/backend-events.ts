/** What is told of further back-ends; see `events.ts`. */
import type { StationId } from "../base/ids.ts";

/** `backend`: its name, of the configuration. */
export type BackendEvent = {
  readonly backend: string;
  readonly stationId: StationId;
} & BackendFacts;

export type BackendFacts =
  | {
      readonly name: "backendDialled";
      readonly outcome: "connected" | "failed";
      readonly problem: string;
    }
  | { readonly name: "backendLost"; readonly how: string }
  /** A call of the station that the back-end does not get, or did not answer. */
  | { readonly name: "backendMissed"; readonly why: string; readonly action: string }
  /** `action`: "other" where no version has it. */
  | { readonly name: "backendCalled"; readonly how: string; readonly action: string }
  /** It sent what is no message, or no answer to anything. */
  | { readonly name: "backendOdd"; readonly problem: string }
  | { readonly name: "backendStateLost"; readonly problem: string };
