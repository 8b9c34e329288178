/** The HTTP API's answers about faults on purpose: pure types, like contract.ts. */
import type { Disturbance } from "../config/disturbance.ts";

/** What is done to whose messages, until when; as it is set, too. */
export type Fault = Disturbance;

export type FaultState = {
  readonly name: string;
  readonly fault: Fault;
  /** The same in words. */
  readonly what: string;
  readonly setAt: string;
  readonly setBy: string;
};

export type FaultsAnswer = {
  /** When it was asked: what is left of each follows from its `until`. */
  readonly at: string;
  /** By name; what has ended is not there. */
  readonly faults: readonly FaultState[];
  /** The `match` of the routes that permit them. */
  readonly routes: readonly string[];
};
