/**
 * Messages → exchanges: which response belongs to which call (OCPP-J 1.6 §4.1.4, 2.0.1 Part 4
 * §4.1). A state machine keyed by link, leg, sender of the call, message id, and the nth use of
 * that id. Time arrives in the events. Every response with a readable id takes part, also a
 * malformed one: the peer did answer, and the reader wants to see the two together.
 *
 * Promised: bounded memory per link, about a microsecond an event, and a snapshot that is plain
 * JSON.
 */

import { type Leg, type LinkId, otherSender, parseLinkId, type Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { isObject } from "../base/objects.ts";
import type { Promoted } from "../ocpp/promote.ts";
import {
  type CallRef,
  type Calls,
  createCalls,
  createLinkCalls,
  findCall,
  keyOf,
  type LinkCalls,
  moveCalls,
  type RememberedCall,
  remember,
  settle,
  sideOf,
} from "./calls.ts";
import type { Json } from "./message.ts";
import { type Extent, parseLinkCalls, saveLinkCalls } from "./pair-snapshot.ts";

type AtMessage = {
  readonly linkId: LinkId;
  readonly leg: Leg;
  readonly sender: Sender;
  readonly seq: number;
  readonly atUs: number;
  readonly messageId: string;
};

export type PairEvent =
  | (AtMessage & {
      readonly kind: "call";
      readonly action: string;
      readonly context: Promoted;
      readonly isMalformed: boolean;
      readonly fingerprint: number;
      /** Null where it is not to be remembered. */
      readonly payload: Json | null;
    })
  /** A CALLRESULT or CALLERROR. */
  | (AtMessage & { readonly kind: "response" })
  /** A CALLRESULTERROR: the caller refuses the result it got (2.1). */
  | (AtMessage & { readonly kind: "result-error" })
  /** Messages of this link are missing from the record here. */
  | { readonly kind: "gap"; readonly linkId: LinkId; readonly atUs: number }
  /** From here on nothing of this sender can be read any more. */
  | {
      readonly kind: "opaque";
      readonly linkId: LinkId;
      readonly sender: Sender;
      readonly atUs: number;
    }
  /** The clock was set: all that comes has times that are so much later, or earlier. */
  | { readonly kind: "clock-set"; readonly linkId: LinkId; readonly byUs: number }
  | { readonly kind: "close"; readonly linkId: LinkId }
  | { readonly kind: "tick"; readonly nowUs: number };

export type PairOutcome =
  | { readonly kind: "answered"; readonly call: CallRef; readonly latencyUs: number }
  /** Answered after it had timed out. */
  | { readonly kind: "late"; readonly call: CallRef; readonly latencyUs: number }
  | { readonly kind: "duplicate"; readonly call: CallRef; readonly latencyUs: number }
  /** Uncertain where calls of the link are missing from the record. */
  | { readonly kind: "orphan"; readonly isUncertain: boolean }
  | { readonly kind: "result-refused"; readonly call: CallRef; readonly latencyUs: number }
  | { readonly kind: "timeout"; readonly call: CallRef }
  | { readonly kind: "aborted"; readonly call: CallRef }
  | {
      readonly kind: "overlap";
      readonly call: CallRef;
      readonly open: CallRef;
      readonly openCalls: number;
    }
  | { readonly kind: "reused"; readonly call: CallRef; readonly earlier: CallRef };

export type Pairing = {
  readonly step: (event: PairEvent) => readonly PairOutcome[];
  /**
   * When the next open call times out; Infinity where none is open. May be too early, never too
   * late.
   */
  readonly nextTimeoutUs: () => number;
  /** Null where there is nothing to remember of the link. Changes are those since the last call. */
  readonly saveLink: (linkId: LinkId, what?: Extent) => Json;
  readonly restoreLink: (linkId: LinkId, saved: Json) => void;
  readonly snapshot: () => Json;
  readonly restore: (saved: Json) => void;
};

type State = {
  readonly timeoutUs: number;
  readonly links: Map<LinkId, LinkCalls>;
  /** The open calls of all links, oldest first. */
  readonly waiting: Set<RememberedCall>;
  /** Of the call that came last. */
  newestAtUs: number;
  nextTimeoutUs: number;
  /**
   * False after a restore: links come one after another, their calls may be of any age. And where
   * a call is older than one before it, as when the clock was set back.
   */
  isSorted: boolean;
};

const none: readonly PairOutcome[] = [];

/** For how many time-outs after a gap a response without a call may belong to a call in the gap. */
const GAP_SHADOW = 10;

export function createPairing(options: { readonly timeoutMs: number }): Pairing {
  const state: State = {
    timeoutUs: options.timeoutMs * 1000,
    links: new Map(),
    waiting: new Set(),
    newestAtUs: 0,
    nextTimeoutUs: Number.POSITIVE_INFINITY,
    isSorted: true,
  };
  const { links } = state;
  return {
    step: (event) => step(state, event),
    nextTimeoutUs: () => state.nextTimeoutUs,
    saveLink(linkId, what = "whole") {
      const link = links.get(linkId);
      return link === undefined ? null : saveLinkCalls(link, what);
    },
    restoreLink: (linkId, saved) => restoreLink(state, linkId, saved),
    snapshot: () =>
      Object.fromEntries([...links].map(([id, link]) => [id, saveLinkCalls(link, "whole")])),
    restore(saved) {
      if (!isObject(saved)) return;
      for (const [id, link] of Object.entries(saved)) {
        const linkId = parseLinkId(id);
        if (linkId !== null) restoreLink(state, linkId, link);
      }
    },
  };
}

function step(state: State, event: PairEvent): readonly PairOutcome[] {
  switch (event.kind) {
    case "call":
      return onCall(state, event);
    case "response":
      return onResponse(state, event);
    case "result-error":
      return onResultError(state, event);
    case "gap":
      noteGap(linkOf(state, event.linkId), event.atUs);
      return none;
    case "opaque": {
      const link = linkOf(state, event.linkId);
      noteGap(link, event.atUs);
      link.opaque.add(event.sender);
      return none;
    }
    case "clock-set":
      onClockSet(state, event);
      return none;
    case "close":
      return onClose(state, event.linkId);
    case "tick":
      return event.nowUs < state.nextTimeoutUs ? none : timeOut(state, event.nowUs);
  }
}

function onCall(state: State, event: PairEvent & { kind: "call" }): readonly PairOutcome[] {
  const link = linkOf(state, event.linkId);
  const calls = callsOf(link, sideOf(event.leg, event.sender));
  const key = keyOf(event.messageId);
  const earlier = calls.byKey.get(key);
  const call: RememberedCall = {
    linkId: event.linkId,
    sender: event.sender,
    messageId: event.messageId.slice(0, limits.columnCharsMax),
    key,
    action: event.action,
    seq: event.seq,
    atUs: event.atUs,
    nth: (earlier?.nth ?? 0) + 1,
    context: event.context,
    state: "open",
    answerSeq: null,
    answerAtUs: null,
    isUncertain: link.opaque.has(otherSender(event.sender)),
    isMalformed: event.isMalformed,
    fingerprint: event.fingerprint,
    payload: event.payload,
    older: null,
    isSaved: false,
  };
  const outcomes: PairOutcome[] = [];
  if (earlier !== undefined) outcomes.push({ kind: "reused", call, earlier });
  const open = oldestOf(calls.open);
  if (open !== null) outcomes.push({ kind: "overlap", call, open, openCalls: calls.open.size });
  const forgotten = remember(calls, call);
  if (forgotten !== null) state.waiting.delete(forgotten);
  wait(state, call);
  return outcomes.length === 0 ? none : outcomes;
}

function onResponse(state: State, event: PairEvent & { kind: "response" }): readonly PairOutcome[] {
  const link = state.links.get(event.linkId);
  const calls = link?.sides.get(sideOf(event.leg, otherSender(event.sender)));
  const call = calls === undefined ? null : findCall(calls, keyOf(event.messageId));
  if (calls === undefined || call === null) return [orphan(state, event)];
  const latencyUs = Math.max(0, event.atUs - call.atUs);
  if (call.state === "answered") return [{ kind: "duplicate", call, latencyUs }];
  // A call can have been timed out by the clock before its response, in time, was read.
  const kind = call.state === "open" || latencyUs < state.timeoutUs ? "answered" : "late";
  call.state = "answered";
  call.answerSeq = event.seq;
  call.answerAtUs = event.atUs;
  call.isSaved = false;
  state.waiting.delete(call);
  settle(calls, call);
  return [{ kind, call, latencyUs }];
}

function onResultError(
  state: State,
  event: PairEvent & { kind: "result-error" },
): readonly PairOutcome[] {
  const link = state.links.get(event.linkId);
  const calls = link?.sides.get(sideOf(event.leg, event.sender));
  const call = calls === undefined ? null : findCall(calls, keyOf(event.messageId));
  if (call?.state !== "answered") return [orphan(state, event)];
  const latencyUs = Math.max(0, event.atUs - (call.answerAtUs ?? event.atUs));
  return [{ kind: "result-refused", call, latencyUs }];
}

/** Its call may be one of those that are missing, where messages went missing not long ago. */
function orphan({ links, timeoutUs }: State, event: AtMessage): PairOutcome {
  const link = links.get(event.linkId);
  const gapAtUs = link?.gapAtUs ?? null;
  const isRecent = gapAtUs !== null && event.atUs - gapAtUs < GAP_SHADOW * timeoutUs;
  const isUncertain = isRecent || link?.opaque.has(otherSender(event.sender)) === true;
  return { kind: "orphan", isUncertain };
}

/** What is remembered is told by the new clock, so that what follows counts from it as ever. */
function onClockSet(state: State, { linkId, byUs }: PairEvent & { kind: "clock-set" }): void {
  const link = state.links.get(linkId);
  if (link === undefined) return;
  moveCalls(link, byUs);
  state.isSorted = false;
  for (const calls of link.sides.values()) {
    for (const { atUs } of calls.open) {
      state.nextTimeoutUs = Math.min(state.nextTimeoutUs, atUs + state.timeoutUs);
    }
  }
}

function onClose({ links, waiting }: State, linkId: LinkId): readonly PairOutcome[] {
  const aborted: RememberedCall[] = [];
  for (const calls of links.get(linkId)?.sides.values() ?? []) {
    for (const call of calls.open) {
      waiting.delete(call);
      aborted.push(call);
    }
  }
  links.delete(linkId);
  // Which side comes first is another matter after a restart; their order must not be.
  aborted.sort((one, other) => one.seq - other.seq);
  return aborted.map((call) => ({ kind: "aborted", call }));
}

function timeOut(state: State, nowUs: number): readonly PairOutcome[] {
  const outcomes: PairOutcome[] = [];
  if (!state.isSorted) sortWaiting(state);
  state.nextTimeoutUs = Number.POSITIVE_INFINITY;
  for (const call of state.waiting) {
    if (call.atUs + state.timeoutUs > nowUs) {
      state.nextTimeoutUs = call.atUs + state.timeoutUs;
      break;
    }
    state.waiting.delete(call);
    call.state = "timed-out";
    call.isSaved = false;
    for (const calls of state.links.get(call.linkId)?.sides.values() ?? []) {
      if (calls.open.has(call)) settle(calls, call);
    }
    outcomes.push({ kind: "timeout", call });
  }
  return outcomes;
}

function restoreLink(state: State, linkId: LinkId, saved: Json): void {
  const before = state.links.get(linkId) ?? null;
  for (const calls of before?.sides.values() ?? []) {
    for (const call of calls.open) state.waiting.delete(call);
  }
  const link = parseLinkCalls(linkId, saved, before);
  state.links.set(linkId, link);
  for (const calls of link.sides.values()) for (const call of calls.open) wait(state, call);
  state.isSorted = false;
}

function sortWaiting(state: State): void {
  const sorted = [...state.waiting].sort((one, other) => one.atUs - other.atUs);
  state.waiting.clear();
  for (const call of sorted) state.waiting.add(call);
  state.isSorted = true;
}

function wait(state: State, call: RememberedCall): void {
  if (call.atUs < state.newestAtUs) state.isSorted = false;
  state.newestAtUs = call.atUs;
  state.waiting.add(call);
  state.nextTimeoutUs = Math.min(state.nextTimeoutUs, call.atUs + state.timeoutUs);
}

function noteGap(link: LinkCalls, atUs: number): void {
  link.gapAtUs = atUs;
  for (const calls of link.sides.values()) {
    for (const call of calls.open) {
      call.isUncertain = true;
      call.isSaved = false;
    }
  }
}

function linkOf({ links }: State, linkId: LinkId): LinkCalls {
  let link = links.get(linkId);
  if (link === undefined) {
    link = createLinkCalls();
    links.set(linkId, link);
  }
  return link;
}

function callsOf(link: LinkCalls, side: number): Calls {
  let calls = link.sides.get(side);
  if (calls === undefined) {
    calls = createCalls();
    link.sides.set(side, calls);
  }
  return calls;
}

function oldestOf(calls: ReadonlySet<RememberedCall>): RememberedCall | null {
  if (calls.size === 0) return null;
  const [oldest] = calls;
  return oldest ?? null;
}

/** What a response tells its row: the call it answers and how long that took. */
export function requestOf(
  outcomes: readonly PairOutcome[],
): { readonly call: CallRef; readonly seq: number; readonly latencyUs: number } | null {
  for (const outcome of outcomes) {
    switch (outcome.kind) {
      case "answered":
      case "late":
      case "duplicate":
        return { call: outcome.call, seq: outcome.call.seq, latencyUs: outcome.latencyUs };
      case "result-refused":
        return {
          call: outcome.call,
          seq: outcome.call.answerSeq ?? outcome.call.seq,
          latencyUs: outcome.latencyUs,
        };
      case "orphan":
      case "timeout":
      case "aborted":
      case "overlap":
      case "reused":
    }
  }
  return null;
}
