/**
 * The calls of one sender on one leg: which are open, and the last few that are settled. Bounded
 * both ways. A message id may be used again: each use is a call of its own, the nth.
 */
import { createHash } from "node:crypto";
import type { Leg, LinkId, Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Promoted } from "../ocpp/promote.ts";
import type { Json } from "./message.ts";

export type CallState = "open" | "answered" | "timed-out";

/** A call as everyone but this file sees it. */
export type CallRef = {
  readonly linkId: LinkId;
  readonly sender: Sender;
  readonly messageId: string;
  readonly action: string;
  readonly seq: number;
  readonly atUs: number;
  /** 1 for the first call with this id, 2 for the second. */
  readonly nth: number;
  /** Columns that its response inherits. */
  readonly context: Promoted;
  readonly state: CallState;
  /** Of its first response. */
  readonly answerSeq: number | null;
  readonly answerAtUs: number | null;
  /** Messages after it are missing from the record, so its response may be among them. */
  readonly isUncertain: boolean;
  /** It was no well-formed call; nobody needs to answer it. */
  readonly isMalformed: boolean;
  /** Of its bytes: two calls with the same one are the same. */
  readonly fingerprint: number;
  /**
   * What it said, until the next call of its side is settled. Null for one that could not be read,
   * is long, or is long past.
   */
  readonly payload: Json | null;
};

export type RememberedCall = { -readonly [Name in keyof CallRef]: CallRef[Name] } & {
  readonly key: string;
  /** The call before it with the same id, where that is still of interest. */
  older: RememberedCall | null;
  /** As it is now, the newest snapshot has it. */
  isSaved: boolean;
};

export type Calls = {
  /** The newest call with each id; its insertion order is the order of their sending. */
  readonly byKey: Map<string, RememberedCall>;
  /** Oldest first. */
  readonly open: Set<RememberedCall>;
  /** Oldest first. */
  readonly settled: RememberedCall[];
};

export type LinkCalls = {
  /** By leg and sender; made when the first call is seen. */
  readonly sides: Map<number, Calls>;
  /** Whose messages can no longer be read. */
  readonly opaque: Set<Sender>;
  /** When messages of the link went missing from the record, most recently. */
  gapAtUs: number | null;
};

export function createLinkCalls(): LinkCalls {
  return { sides: new Map(), opaque: new Set(), gapAtUs: null };
}

const firstSideOfLeg = {
  ...{ both: 0, station: 2, csms: 4, shadow: 6, backend: 8 },
} satisfies Record<Leg, number>;

/** Where the calls of this sender on this leg are kept. */
export function sideOf(leg: Leg, sender: Sender): number {
  return firstSideOfLeg[leg] + (sender === "station" ? 0 : 1);
}

export function senderOfSide(side: number): Sender {
  return side % 2 === 0 ? "station" : "csms";
}

export function createCalls(): Calls {
  return { byKey: new Map(), open: new Set(), settled: [] };
}

/** By so much later, or earlier: the clock was set. */
export function moveCalls(link: LinkCalls, byUs: number): void {
  if (link.gapAtUs !== null) link.gapAtUs += byUs;
  for (const { open, settled } of link.sides.values()) {
    for (const call of [...open, ...settled]) {
      call.atUs += byUs;
      if (call.answerAtUs !== null) call.answerAtUs += byUs;
      call.isSaved = false;
    }
  }
}

/** Ids are 36 characters; a hostile one of megabytes is remembered by its digest. */
export function keyOf(messageId: string): string {
  return messageId.length <= limits.columnCharsMax
    ? messageId
    : createHash("sha256").update(messageId).digest("base64");
}

/** Remembers a call. Returns the call that had to be forgotten for it, where one was open. */
export function remember(calls: Calls, call: RememberedCall): RememberedCall | null {
  const earlier = calls.byKey.get(call.key);
  // An answered one can no longer be told from this one by a response, so it is let go.
  if (earlier?.state === "answered") forget(calls, earlier);
  return recall(calls, call);
}

/** A call that was remembered before a restart: what was let go for it is gone already. */
export function recall(calls: Calls, call: RememberedCall): RememberedCall | null {
  call.older = calls.byKey.get(call.key) ?? null;
  calls.byKey.delete(call.key);
  calls.byKey.set(call.key, call);
  if (call.state !== "open") {
    settle(calls, call);
    return null;
  }
  calls.open.add(call);
  if (calls.open.size <= limits.callsPerLinkMax) return null;
  const [oldest] = calls.open;
  if (oldest === undefined) return null;
  forget(calls, oldest);
  return oldest;
}

/** Moves a call to the settled ones; its state has been set before. */
export function settle(calls: Calls, call: RememberedCall): void {
  calls.open.delete(call);
  const newest = calls.settled.at(-1);
  if (newest !== undefined && newest !== call) newest.payload = null;
  if (!calls.settled.includes(call)) calls.settled.push(call);
  const oldest = calls.settled[0];
  if (calls.settled.length > limits.settledCallsMax && oldest !== undefined) forget(calls, oldest);
}

/**
 * The call that a response with this id belongs to: the oldest open one with it, else the oldest
 * that timed out, else the newest answered one. (A station that repeats a call under the same id
 * after a time-out gets its repetition answered; what comes after that is the late answer to the
 * first.)
 */
export function findCall(calls: Calls, key: string): RememberedCall | null {
  let open: RememberedCall | null = null;
  let timedOut: RememberedCall | null = null;
  let answered: RememberedCall | null = null;
  for (let call = calls.byKey.get(key) ?? null; call !== null; call = call.older) {
    if (call.state === "open") open = call;
    else if (call.state === "timed-out") timedOut = call;
    else answered ??= call;
  }
  return open ?? timedOut ?? answered;
}

function forget(calls: Calls, call: RememberedCall): void {
  calls.open.delete(call);
  const index = calls.settled.indexOf(call);
  if (index >= 0) calls.settled.splice(index, 1);
  const newest = calls.byKey.get(call.key);
  if (newest === call) {
    if (call.older === null) calls.byKey.delete(call.key);
    else calls.byKey.set(call.key, call.older);
    return;
  }
  for (let later = newest ?? null; later !== null; later = later.older) {
    if (later.older !== call) continue;
    later.older = call.older;
    return;
  }
}
