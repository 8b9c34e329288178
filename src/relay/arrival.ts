/**
 * What a bridge is made of and takes over: a station that may come in, and the CSMS's answer to it.
 * Types only.
 */
import type { LinkId, StationId } from "../base/ids.ts";
import type { CsmsDial } from "./bridge-record.ts";
import type { CsmsAnswer } from "./csms-leg.ts";
import type { Middle } from "./middle.ts";
import type { AcceptedStation } from "./station-leg.ts";
import type { RoutedRequest } from "./station-request.ts";
import type { DialPlan } from "./ways.ts";

type OpenCsms = Extract<CsmsAnswer, { kind: "open" }>;

/** A station that may come in: the CSMS, or under `decoupled` what we know of it, says so. */
export type Arrival = {
  readonly request: RoutedRequest;
  readonly key: string;
  readonly station: AcceptedStation;
  readonly plan: DialPlan;
  /** Null where it is still to be reached. */
  readonly csms: OpenedCsms | null;
  /** The old link that was closed for this one already; null for none. */
  readonly ghost: LinkId | null;
};

export type OpenedCsms = {
  readonly answer: OpenCsms;
  readonly dial: CsmsDial;
  /** Null where it is not known. */
  readonly wayId: string | null;
  /** It was shown the station's own credentials. */
  readonly isJudged: boolean;
};

/** How a bridge is to behave: its route's. */
export type BridgeManner = {
  readonly isDecoupled: boolean;
  /** Between our pings to the CSMS; 0 for none. Unit: ms. */
  readonly pingMs: number;
};

export type BridgeFacts = {
  readonly stationId: StationId;
  readonly middle: Middle;
  readonly manner: BridgeManner;
};
