/**
 * What the meter said in each open transaction of a station: the register at its begin and the
 * samples since. Bounded; a transaction about which messages are missing from the record is marked.
 */
import { isStationsOwn } from "../../base/ids.ts";
import type { Json } from "../../exchange/message.ts";
import { defaultMeasurand, type Sample } from "../../ocpp/samples.ts";
import { textIn, valueIn } from "../fields.ts";
import type { LinkFacts, MessageHappening } from "../happening.ts";
import { type Metered, meteredIn, resolutionOf, sampledAtUs } from "../meter-samples.ts";
import { listOf, numberOr } from "./counts.ts";

/** A station has a few connectors; each has one transaction at a time. */
const SESSIONS_MAX = 16;
const ID_CHARS_MAX = 40;

export type Session = {
  readonly place: string;
  transactionId: string;
  /** 0: on another link, or its start is not in the record. */
  startSeq: number;
  /** Its start is in the record. */
  readonly isWhole: boolean;
  /** Messages went missing from the record since. */
  isHoley: boolean;
  /** 1.6: meterStart; null where it is missing. */
  readonly startWh: number | null;
  /** Import register of the samples. */
  firstWh: number | null;
  firstAtUs: number;
  lastWh: number | null;
  lastAtUs: number;
  lastSeq: number;
  resolutionWh: number;
  /** Whether a sample of the register had the context Transaction.Begin or Transaction.End. */
  hasBegin: boolean;
  hasEnd: boolean;
};

export type Sessions = { linkId: string; open: Session[] };

/** A transaction that this message began or ended. */
export type Turn = {
  readonly kind: "began" | "ended";
  readonly session: Session;
  readonly metered: Metered;
};

export const sessionsMemory = {
  scope: "station" as const,
  begin: (): Sessions => ({ linkId: "", open: [] }),
  save: ({ linkId, open }: Sessions): Json => [linkId, open.map(saveSession)],
  parse(saved: Json): Sessions {
    const [linkId, open] = listOf(saved);
    return {
      linkId: typeof linkId === "string" ? linkId : "",
      open: listOf(open).slice(0, SESSIONS_MAX).map(parseSession),
    };
  },
};

export function markHoley({ open }: Sessions): void {
  for (const session of open) session.isHoley = true;
}

export function noteSessions(
  sessions: Sessions,
  happening: MessageHappening,
  link: LinkFacts,
): Turn | null {
  const { message, leg } = happening;
  if (!isStationsOwn(leg)) return null;
  if (sessions.linkId !== link.linkId) {
    sessions.linkId = link.linkId;
    for (const session of sessions.open) Object.assign(session, { startSeq: 0, lastSeq: 0 });
  }
  if (message.type === "callResult") identify(sessions, happening);
  if (message.type !== "call" && message.type !== "send") return null;
  if (happening.sender !== "station") return null;
  const metered = meteredIn(happening, link);
  const step = stepOf(message.action, message.callPayload);
  const found = sessionFor(sessions, metered);
  const session = step === "began" ? begin(sessions, metered, happening) : found;
  if (session === null) {
    if (step !== "ended") return null;
    const unknown = emptySession(metered, { seq: 0, isWhole: false, startWh: null });
    noteSamples(unknown, metered, happening);
    return { kind: "ended", session: unknown, metered };
  }
  noteSamples(session, metered, happening);
  if (step === null) return null;
  if (step === "ended") sessions.open = sessions.open.filter((other) => other !== session);
  return { kind: step, session, metered };
}

function stepOf(action: string, payload: Json): Turn["kind"] | null {
  if (action === "StartTransaction") return "began";
  if (action === "StopTransaction") return "ended";
  if (action !== "TransactionEvent") return null;
  const eventType = textIn(payload, "eventType");
  return eventType === "Started" ? "began" : eventType === "Ended" ? "ended" : null;
}

function sessionFor({ open }: Sessions, { transactionId, place }: Metered): Session | null {
  let nameless: Session | null = null;
  for (const session of open) {
    if (transactionId !== "" && session.transactionId === transactionId) return session;
    if (session.transactionId === "" && session.place === place) nameless = session;
  }
  return nameless;
}

function begin(sessions: Sessions, metered: Metered, { seq }: MessageHappening): Session {
  const { place, transactionId } = metered;
  const isSame = (session: Session) =>
    transactionId === ""
      ? session.transactionId === "" && session.place === place
      : session.transactionId === transactionId;
  const startWh = metered.samples.find(({ path }) => path === "meterStart")?.value ?? null;
  const session = emptySession(metered, { seq, isWhole: true, startWh });
  sessions.open = [...sessions.open.filter((other) => !isSame(other)), session];
  sessions.open = sessions.open.slice(-SESSIONS_MAX);
  return session;
}

/** 1.6: the id comes with the answer to StartTransaction. */
function identify({ open }: Sessions, { message, request }: MessageHappening): void {
  if (message.type !== "callResult" || request?.action !== "StartTransaction") return;
  const session = open.find(({ startSeq, transactionId }) => {
    return startSeq === request.seq && transactionId === "";
  });
  const id = valueIn(message.callPayload, "transactionId");
  if (session === undefined || (typeof id !== "number" && typeof id !== "string")) return;
  session.transactionId = String(id).slice(0, ID_CHARS_MAX);
}

function noteSamples(session: Session, { registers }: Metered, happening: MessageHappening): void {
  for (const sample of registers) {
    // Phases and places one by one are enough to bill by.
    if (sample.measurand === defaultMeasurand) {
      if (sample.context === "Transaction.Begin") session.hasBegin = true;
      if (sample.context === "Transaction.End") session.hasEnd = true;
    }
    if (!isImportRegister(sample)) continue;
    const atUs = sampledAtUs(sample, happening.atUs);
    if (session.firstWh === null || atUs < session.firstAtUs) {
      session.firstWh = sample.value;
      session.firstAtUs = atUs;
    }
    if (session.lastWh !== null && atUs < session.lastAtUs) continue;
    session.lastWh = sample.value;
    session.lastAtUs = atUs;
    session.lastSeq = happening.seq;
    session.resolutionWh = Math.max(1, resolutionOf(sample));
  }
}

/** Of all phases together, where the energy leaves the station. */
function isImportRegister({ measurand, phase, location, baseUnit }: Sample): boolean {
  return (
    measurand === defaultMeasurand && phase === "" && location === "Outlet" && baseUnit === "Wh"
  );
}

function emptySession(
  { place, transactionId }: Metered,
  start: { readonly seq: number; readonly isWhole: boolean; readonly startWh: number | null },
): Session {
  return {
    ...{ place, transactionId, startSeq: start.seq, isWhole: start.isWhole, isHoley: false },
    ...{ startWh: start.startWh, firstWh: null, firstAtUs: 0, lastWh: null, lastAtUs: 0 },
    ...{ lastSeq: 0, resolutionWh: 1, hasBegin: false, hasEnd: false },
  };
}

function saveSession(session: Session): Json {
  const { place, transactionId, startSeq, isWhole, isHoley, startWh, firstWh, firstAtUs } = session;
  const { lastWh, lastAtUs, lastSeq, resolutionWh, hasBegin, hasEnd } = session;
  const begun = [place, transactionId, startSeq, isWhole, isHoley, startWh];
  return [...begun, firstWh, firstAtUs, lastWh, lastAtUs, lastSeq, resolutionWh, hasBegin, hasEnd];
}

function parseSession(saved: Json): Session {
  const items = listOf(saved);
  const [place, transactionId, startSeq, isWhole, isHoley, startWh, firstWh, firstAtUs] = items;
  const [lastWh, lastAtUs, lastSeq, resolutionWh, hasBegin, hasEnd] = items.slice(8);
  return {
    place: typeof place === "string" ? place : "",
    transactionId: typeof transactionId === "string" ? transactionId : "",
    startSeq: numberOr(startSeq, 0),
    isWhole: isWhole === true,
    isHoley: isHoley === true,
    startWh: numberOrNull(startWh),
    firstWh: numberOrNull(firstWh),
    firstAtUs: numberOr(firstAtUs, 0),
    lastWh: numberOrNull(lastWh),
    lastAtUs: numberOr(lastAtUs, 0),
    lastSeq: numberOr(lastSeq, 0),
    resolutionWh: numberOr(resolutionWh, 1),
    hasBegin: hasBegin === true,
    hasEnd: hasEnd === true,
  };
}

export function numberOrNull(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

/** `transaction 7 at connector 1` */
export function nameOfSession({ place, transactionId }: Session, ended: Metered): string {
  const id = transactionId === "" ? ended.transactionId : transactionId;
  const where = place === "" || place.startsWith("transaction") ? "" : ` at ${place}`;
  return `${id === "" ? "the transaction" : `transaction ${id}`}${where}`;
}
