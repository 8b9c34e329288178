/** What one shadowed station is, and what its session works with: types only. */
import type { Clock } from "../../base/clock.ts";
import type { StationId } from "../../base/ids.ts";
import type { StateStore } from "../../fleet/state-store.ts";
import type { Observe } from "../../observe/events.ts";
import type { AskDeps } from "../../relay/dial.ts";
import type { LegCredentials } from "../../relay/leg-credentials.ts";
import type { TranslatedRoute } from "../../relay/route.ts";
import type { Handover } from "../handover.ts";
import type { ShadowRecord } from "./leg.ts";

export type SessionFacts = {
  readonly stationId: StationId;
  readonly route: TranslatedRoute;
  /** Path and query of the other CSMS. */
  readonly target: string;
  readonly simulateAccept: boolean;
  /** Absent or null: nobody else drives the station. */
  readonly handover?: Handover | null;
};

export type SessionDeps = {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly observe: Observe;
  readonly asking: AskDeps;
  readonly record: ShadowRecord;
  readonly credentials: LegCredentials;
  /** The translator has said what it would have answered the station. */
  readonly onAnswered?: (messageId: string) => void;
};
