/**
 * What a version's behaviour sees of its station, and what the station sees of the behaviour.
 * Types.
 */
import type { JsonObject } from "../exchange/message.ts";
import type { Habits16 } from "./habits-16.ts";
import type { StationIdentity } from "./payloads-16.ts";
import type { Random } from "./random.ts";
import type { Answer, Reply } from "./rpc.ts";
import type { Connector, SessionOptions, SessionOutcome } from "./session.ts";
import type { SimulatedTime } from "./time.ts";

export type StationPort = {
  readonly stationId: string;
  readonly identity: StationIdentity;
  readonly connectors: readonly [Connector, ...Connector[]];
  readonly time: SimulatedTime;
  readonly random: Random;
  /** Between two samples of a session unless configuration or the session say otherwise. */
  readonly meterEveryMs: number;
  readonly habits: Habits16;
  /** At once, on the current leg. */
  readonly call: (action: string, payload: JsonObject) => Promise<Answer>;
  /**
   * For what must not get lost: waits until the station is online, and tries again when the leg
   * ended or the answer did not come. In order: none passes another. The payload is made at each
   * try.
   */
  readonly callReliably: (
    action: string,
    payload: (isOffline: boolean) => JsonObject,
  ) => Promise<Answer>;
  /** How many of those were not answered yet. */
  readonly kept: () => number;
  readonly isOnline: () => boolean;
  readonly setOnline: (isOnline: boolean) => void;
  readonly startSession: (options: SessionOptions) => void;
  /** Closes the leg and dials again, as after a reset. */
  readonly reboot: () => void;
};

export type StationBehaviour = {
  /** The leg is open: say what has to be said first. */
  readonly opened: (why: "power-up" | "reset" | "reconnect") => Promise<void>;
  readonly closed: () => void;
  readonly handle: (action: string, payload: JsonObject) => Reply;
  readonly session: (connector: Connector, options: SessionOptions) => Promise<SessionOutcome>;
};
