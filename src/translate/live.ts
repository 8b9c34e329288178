/** What ends with the process or with a socket: calls under way, waiting, answered. */
import type { Json, JsonObject } from "../exchange/message.ts";
import type { Cause, Continuation } from "./state.ts";

export type LegName = "station" | "csms";

/** A call of a peer that waits for our answer. */
export type OpenCall = {
  readonly messageId: string;
  readonly action: string;
  readonly payload: Json;
  readonly receivedAtMs: number;
  readonly deadlineMs: number;
  /** What it is answered with when its time is up; null for an error. */
  readonly fallback: JsonObject | null;
};

/** A call of ours that waits its turn. */
export type WaitingCall = {
  readonly order: number;
  readonly action: string;
  readonly payload: JsonObject;
  readonly continuation: Continuation | null;
  readonly cause: Cause;
  /** Nobody waits for it: others go first. */
  readonly isOwn: boolean;
  /** Given up then, also if it is still waiting. */
  readonly deadlineMs: number;
  /** Its place in the outbox; null for a call that is not kept. */
  readonly outboxKey: string | null;
};

export type SentCall = WaitingCall & { readonly messageId: string };

export type LegState = {
  /** Null while it is down. */
  readonly upSinceMs: number | null;
  readonly downSinceMs: number | null;
  readonly sent: SentCall | null;
  readonly waiting: readonly WaitingCall[];
  readonly open: Readonly<Record<string, OpenCall>>;
};

/** A report of a 2.0.1 station, as it comes in. */
export type IncomingReport = {
  readonly requestId: number;
  /** Keys of the configuration that it told, in lower case. */
  readonly keys: readonly string[];
  readonly isDone: boolean;
};

/** A command of the CSMS that cannot go on yet. */
export type HeldCommand = {
  readonly messageId: string;
  readonly outcomes: readonly Outcome[];
};

/** What became of a call of ours. */
export type Outcome =
  | { readonly kind: "result"; readonly payload: Json }
  | { readonly kind: "error"; readonly code: string; readonly description: string }
  /** Unknown whether the peer acted. */
  | { readonly kind: "timeout" }
  /** The leg is down. */
  | { readonly kind: "closed" }
  /** Ours: it failed our own validation and was not sent. */
  | { readonly kind: "unsent" };

export type Acknowledgement = {
  readonly messageId: string;
  readonly payload: JsonObject;
  readonly waitsFor: readonly string[];
};

export type Trigger = {
  /** 2.0.1's MessageTrigger. */
  readonly message: string;
  readonly connectorId: number | null;
  readonly deadlineMs: number;
};

/** What is still to be asked of an accepted station; null for nothing. Unit: ms since the epoch. */
export type Probe = {
  readonly configurationAtMs: number | null;
  readonly statusesAtMs: number | null;
  /** Connectors that told their status. */
  readonly seen: readonly number[];
};

export type Live = {
  /** Random per process: message ids are this and a count. 16 hexadecimal digits. */
  readonly salt: string;
  readonly nextMessage: number;
  readonly nextOrder: number;
  readonly station: LegState;
  readonly csms: LegState;
  readonly held: readonly HeldCommand[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** By txId: the message id of the StartTransaction that waits for an answer. */
  readonly starts: Readonly<Record<string, string>>;
  readonly triggers: readonly Trigger[];
  /** Answers to the station that a repeated call gets again. */
  readonly answered: readonly {
    readonly messageId: string;
    readonly action: string;
    readonly payload: Json;
    readonly answer: JsonObject;
    readonly atMs: number;
  }[];
  /** How often each loss of the ledger was met on this link. */
  readonly losses: Readonly<Record<string, number>>;
  /** When the station was asked for a BootNotification; null for not. */
  readonly bootAskedAtMs: number | null;
  /** Why a shadowed station booted while the CSMS was away, still to be told; else null. */
  readonly missedBoot: { readonly reason: string; readonly cause: Cause } | null;
  /** When the station last told of a time when it was not connected; null for not yet. */
  readonly replayedAtMs: number | null;
  /** Since when no connector is busy; null for one is. */
  readonly idleSinceMs: number | null;
  readonly probe: Probe;
  /** The station's leg was to be closed; its end is still to come. */
  readonly isClosing: boolean;
  readonly report: IncomingReport | null;
};

const down: LegState = {
  upSinceMs: null,
  downSinceMs: null,
  sent: null,
  waiting: [],
  open: {},
};

export function newLive(salt: string, nextOrder: number): Live {
  return {
    salt,
    nextMessage: 1,
    nextOrder,
    station: down,
    csms: down,
    held: [],
    acknowledgements: [],
    starts: {},
    triggers: [],
    answered: [],
    losses: {},
    bootAskedAtMs: null,
    missedBoot: null,
    replayedAtMs: null,
    idleSinceMs: null,
    probe: { configurationAtMs: null, statusesAtMs: null, seen: [] },
    isClosing: false,
    report: null,
  };
}
