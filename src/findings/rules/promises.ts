/**
 * Calls of the CSMS that the station accepted, and what it then has to do by when. Accepted is not
 * done: what is missing at its deadline is a broken promise.
 *
 * A promise begins with the call, because some stations act first and answer afterwards; its time
 * runs from the answer. Bounded; a promise about which messages are missing from the record is let
 * go, because it may have been kept there.
 */
import { isStationsOwn, type LinkId } from "../../base/ids.ts";
import type { Json } from "../../exchange/message.ts";
import { integerIn, itemsIn, textIn, valueIn } from "../fields.ts";
import { endsWaiting, type MessageHappening } from "../happening.ts";
import { type Handlers, nothing } from "../rule.ts";
import { cut, duration } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";

/** Of one state; a station has a few connectors, and a CSMS asks one thing at a time. */
export const PROMISES_MAX = 16;
/** What the station said instead: the last few. */
const SAID_MAX = 6;

export type Promised = {
  readonly linkId: string;
  readonly callSeq: number;
  /** 0 until it has been accepted. */
  answerSeq: number;
  acceptedAtUs: number;
  /** The status of the answer; "" until it has been accepted. */
  status: string;
  /** Infinity while it waits for something without a deadline. */
  dueUs: number;
  readonly connectorId: number | null;
  readonly evseId: number | null;
  /** Whatever else tells the rule what is wanted; short. */
  readonly want: string;
  readonly idToken: string;
  /** `Preparing after 2 s` */
  said: readonly string[];
};

export type Promises = { open: Promised[] };

/** After a reconnect, to send what was queued meanwhile. */
const REPLAY_US = 60_000_000;

type Keeper = { readonly promises: Promises };

/** What happens to promises when links come and go, and when messages are missing. */
export const comingAndGoing: Pick<
  Handlers<Keeper>,
  "link-opened" | "link-closed" | "gap" | "note"
> = {
  "link-opened"({ atUs }, _link, { promises }) {
    for (const one of promises.open) one.dueUs = Math.max(one.dueUs, atUs + REPLAY_US);
    return nothing;
  },
  "link-closed"(_happening, { linkId }, { promises }) {
    forgetUnanswered(promises, linkId);
    return nothing;
  },
  gap(_happening, _link, { promises }) {
    promises.open = [];
    return nothing;
  },
  note({ body }, _link, { promises }) {
    if (endsWaiting(body)) promises.open = [];
    return nothing;
  },
};

/** A message of the conversation between station and CSMS; what a translator says is its own. */
export function isOfStation({ leg }: MessageHappening): boolean {
  return isStationsOwn(leg);
}

/** The CSMS asked; nothing is promised yet. */
export function ask(
  promises: Promises,
  { seq, atUs }: MessageHappening,
  asked: Pick<Promised, "connectorId" | "evseId" | "want" | "idToken"> & { linkId: LinkId },
): void {
  const nothingYet = { answerSeq: 0, status: "", dueUs: Number.POSITIVE_INFINITY, said: [] };
  const promised = { ...asked, ...nothingYet, callSeq: seq, acceptedAtUs: atUs };
  promises.open = [...promises.open, promised].slice(-PROMISES_MAX);
}

/**
 * The station's answer to such a call. Gives the promise if it has been made now, to set its
 * deadline; null where nothing (more) is to be expected.
 */
export function answered(
  promises: Promises,
  { message, request, seq, atUs }: MessageHappening,
  accepting: readonly string[],
): Promised | null {
  if (request === null || request.answerSeq !== seq) return null;
  const { linkId, seq: callSeq } = request;
  const asked = promises.open.find(
    (one) => one.linkId === linkId && one.callSeq === callSeq && one.answerSeq === 0,
  );
  if (asked === undefined) return null;
  const status = message.type === "callResult" ? textIn(message.callPayload, "status") : "";
  // Asked again for the same thing: the first promise stands, with its deadline.
  const isRepeated = promises.open.some((one) => one.answerSeq > 0 && isSame(one, asked));
  if (!accepting.includes(status) || isRepeated) {
    promises.open = promises.open.filter((one) => one !== asked);
    return null;
  }
  asked.answerSeq = seq;
  asked.acceptedAtUs = atUs;
  asked.status = status;
  return asked;
}

function isSame(one: Promised, other: Promised): boolean {
  return (
    one.want === other.want &&
    one.connectorId === other.connectorId &&
    one.evseId === other.evseId &&
    one.idToken === other.idToken
  );
}

/** Lets go of the promises that this keeps, made or still to be made. True: there were some. */
export function keep(promises: Promises, isKept: (promised: Promised) => boolean): boolean {
  if (promises.open.length === 0) return false;
  const left = promises.open.filter((promised) => !isKept(promised));
  const hasKept = left.length < promises.open.length;
  promises.open = left;
  return hasKept;
}

/** Notes what the station did instead. */
export function noteSaid(promised: Promised, what: string, atUs: number): void {
  const text = `${cut(what)} after ${duration(Math.max(0, atUs - promised.acceptedAtUs))}`;
  promised.said = [...promised.said, text].slice(-SAID_MAX);
}

/** Those whose deadline has passed; they are told once. */
export function takeBroken(promises: Promises, nowUs: number): readonly Promised[] {
  if (nextDueUs(promises) > nowUs) return [];
  const broken = promises.open.filter(({ dueUs }) => dueUs <= nowUs);
  promises.open = promises.open.filter(({ dueUs }) => dueUs > nowUs);
  return broken;
}

export function nextDueUs({ open }: Promises): number {
  let due = Number.POSITIVE_INFINITY;
  for (const { dueUs } of open) due = Math.min(due, dueUs);
  return due;
}

/** Calls of that link can no longer be answered. */
export function forgetUnanswered(promises: Promises, linkId: LinkId): void {
  keep(promises, (one) => one.linkId === linkId && one.answerSeq === 0);
}

/** Seqs are a link's own: on another one they would name other messages. */
export function evidenceOf({ linkId, callSeq, answerSeq }: Promised, at: LinkId): number[] {
  return linkId === at ? [callSeq, answerSeq] : [];
}

/** `; meanwhile the station reported Preparing after 2 s, Available after 60 s` */
export function saidInstead({ said }: Promised): string {
  return said.length === 0 ? "" : `; meanwhile the station reported ${said.join(", ")}`;
}

export function savePromises({ open }: Promises): Json {
  return open.map((one) => ({ ...one, dueUs: Number.isFinite(one.dueUs) ? one.dueUs : null }));
}

export function parsePromises(saved: Json | undefined): Promises {
  return { open: listOf(saved).flatMap(parsePromised).slice(-PROMISES_MAX) };
}

function parsePromised(saved: Json): readonly Promised[] {
  const linkId = textIn(saved, "linkId");
  const callSeq = integerIn(saved, "callSeq");
  if (linkId === "" || callSeq === null) return [];
  const said = itemsIn(saved, "said").filter((text) => typeof text === "string");
  return [
    {
      ...{ linkId, callSeq },
      answerSeq: integerIn(saved, "answerSeq") ?? 0,
      acceptedAtUs: integerIn(saved, "acceptedAtUs") ?? 0,
      status: textIn(saved, "status"),
      dueUs: numberOr(valueIn(saved, "dueUs"), Number.POSITIVE_INFINITY),
      connectorId: integerIn(saved, "connectorId"),
      evseId: integerIn(saved, "evseId"),
      want: textIn(saved, "want"),
      idToken: textIn(saved, "idToken"),
      said: said.slice(-SAID_MAX),
    },
  ];
}

export const linkPromises = {
  scope: "link" as const,
  begin: (): Promises => ({ open: [] }),
  save: savePromises,
  parse: parsePromises,
};
