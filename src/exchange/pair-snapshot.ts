/**
 * What is remembered of one link's calls ⇄ plain JSON, small because it is written with every
 * batch: what follows an earlier snapshot names the calls that are still remembered, and tells of
 * those that are new or have changed.
 */

import type { LinkId } from "../base/ids.ts";
import { isObject } from "../base/objects.ts";
import { nothingPromoted, type Promoted } from "../ocpp/promote.ts";
import {
  type CallState,
  type Calls,
  createCalls,
  createLinkCalls,
  type LinkCalls,
  type RememberedCall,
  recall,
  senderOfSide,
} from "./calls.ts";
import type { Json } from "./message.ts";

const states: readonly CallState[] = ["open", "answered", "timed-out"];

export type Extent = "whole" | "changes";

export function saveLinkCalls(link: LinkCalls, what: Extent): Json {
  const sides: Record<string, Json> = {};
  for (const [side, calls] of link.sides) {
    const all: RememberedCall[] = [];
    for (const newest of calls.byKey.values()) {
      for (let call: RememberedCall | null = newest; call !== null; call = call.older) {
        all.push(call);
      }
    }
    // Chains run backwards in time; what is restored must be remembered in the order of sending.
    all.sort((one, other) => one.seq - other.seq);
    sides[side] = what === "whole" ? all.map(saveCall) : saveChanges(all);
  }
  return { sides, opaque: [...link.opaque], gapAtUs: link.gapAtUs };
}

function saveChanges(all: readonly RememberedCall[]): Json {
  const calls = all.filter(({ isSaved }) => !isSaved).map(saveCall);
  return { seqs: all.map(({ seq }) => seq), calls };
}

function saveCall(call: RememberedCall): Json {
  call.isSaved = true;
  const flags = (call.isUncertain ? 1 : 0) + (call.isMalformed ? 2 : 0);
  const { transactionId, connectorId, evseId, idToken } = call.context;
  const context =
    call.context === nothingPromoted ? null : [transactionId, connectorId, evseId, idToken];
  return [
    call.messageId,
    call.key === call.messageId ? null : call.key,
    call.action,
    call.seq,
    call.atUs,
    call.nth,
    states.indexOf(call.state),
    call.answerSeq,
    call.answerAtUs,
    flags,
    context,
    call.state === "open" ? call.payload : null,
    call.fingerprint,
  ];
}

/**
 * Total: what does not look like a call is left out. `before`: what was restored so far; it is used
 * up.
 */
export function parseLinkCalls(
  linkId: LinkId,
  saved: Json,
  before: LinkCalls | null = null,
): LinkCalls {
  const link = createLinkCalls();
  if (!isObject(saved)) return link;
  const { sides, opaque, gapAtUs } = saved;
  link.gapAtUs = typeof gapAtUs === "number" ? gapAtUs : null;
  for (const sender of asList(opaque)) {
    if (sender === "station" || sender === "csms") link.opaque.add(sender);
  }
  if (sides === undefined || !isObject(sides)) return link;
  for (const [side, list] of Object.entries(sides)) {
    const calls = createCalls();
    const earlier = before?.sides.get(Number(side)) ?? null;
    const parse = (item: Json) => parseCall(linkId, Number(side), item) ?? [];
    const all = isObject(list)
      ? followed(earlier, asList(list["seqs"]), asList(list["calls"]).flatMap(parse))
      : asList(list).flatMap(parse);
    for (const call of all) recall(calls, call);
    link.sides.set(Number(side), calls);
  }
  return link;
}

/** The calls with these numbers, as they were before where nothing newer is said of them. */
function followed(
  before: Calls | null,
  seqs: readonly Json[],
  changed: readonly RememberedCall[],
): readonly RememberedCall[] {
  const bySeq = new Map<Json, RememberedCall>();
  for (const newest of before?.byKey.values() ?? []) {
    for (let call: RememberedCall | null = newest; call !== null; call = call.older) {
      bySeq.set(call.seq, call);
    }
  }
  for (const call of changed) bySeq.set(call.seq, call);
  return seqs.flatMap((seq) => {
    const call = bySeq.get(seq);
    return call === undefined ? [] : [{ ...call, older: null }];
  });
}

function parseCall(linkId: LinkId, side: number, saved: Json): RememberedCall | null {
  const [messageId, key, action, seq, atUs, nth, state, answerSeq, answerAtUs, flags, ...rest] =
    asList(saved);
  const [context, payload, fingerprint] = rest;
  if (typeof messageId !== "string" || typeof action !== "string") return null;
  if (typeof seq !== "number" || typeof atUs !== "number" || typeof nth !== "number") return null;
  const bits = Number(flags);
  return {
    linkId,
    sender: senderOfSide(side),
    messageId,
    key: typeof key === "string" ? key : messageId,
    action,
    seq,
    atUs,
    nth,
    context: parsePromoted(context ?? null),
    state: states[Number(state)] ?? "open",
    answerSeq: typeof answerSeq === "number" ? answerSeq : null,
    answerAtUs: typeof answerAtUs === "number" ? answerAtUs : null,
    isUncertain: (bits & 1) !== 0,
    isMalformed: (bits & 2) !== 0,
    fingerprint: typeof fingerprint === "number" ? fingerprint : 0,
    payload: payload ?? null,
    older: null,
    isSaved: true,
  };
}

function parsePromoted(saved: Json): Promoted {
  if (saved === null) return nothingPromoted;
  const [transactionId, connectorId, evseId, idToken] = asList(saved);
  return {
    transactionId: typeof transactionId === "string" ? transactionId : "",
    connectorId: typeof connectorId === "number" ? connectorId : null,
    evseId: typeof evseId === "number" ? evseId : null,
    idToken: typeof idToken === "string" ? idToken : "",
  };
}

function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
