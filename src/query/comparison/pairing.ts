/**
 * Calls and answers in any order → pairs of answers to the same call of a station. A shadow's call
 * names the station's message that it was translated from; an answer names its call. In: what a
 * bounded read found. Out: a tally.
 */
import { limits } from "../../base/limits.ts";
import type { Place, SaidAnswer, SaidCall } from "./said.ts";
import { Tally } from "./tally.ts";

export type Pairing = {
  readonly take: (said: SaidCall | SaidAnswer) => void;
  readonly shadowMessages: () => number;
  /** `pause` is awaited now and then, so that others have their turns. */
  readonly compare: (range: CompareRange, pause: () => Promise<void>) => Promise<Tally>;
};

export type CompareRange = {
  readonly fromUs: number;
  readonly toUs: number;
  /** What is younger may still be answered. */
  readonly settledUs: number;
};

/** What the translator makes of a station's call; the decision is in the answer to this one. */
const decisive: Readonly<Record<string, readonly string[]>> = {
  StartTransaction: ["TransactionEvent"],
  StopTransaction: ["TransactionEvent"],
  MeterValues: ["TransactionEvent", "MeterValues"],
  DiagnosticsStatusNotification: ["LogStatusNotification"],
  SignedFirmwareStatusNotification: ["FirmwareStatusNotification"],
};

export function createPairing(): Pairing {
  const calls = new Map<string, SaidCall>();
  const answers = new Map<string, SaidAnswer>();
  const made = new Map<string, SaidCall[]>();
  const alone: SaidCall[] = [];
  let shadowMessages = 0;

  const take = (said: SaidCall | SaidAnswer) => {
    if (said.side === "new") shadowMessages += 1;
    if (said.kind === "answer") {
      // Of several, the first counts: a station hears no other.
      const key = said.request === null ? null : keyOf(said.request);
      if (key !== null && isEarlier(said, answers.get(key))) answers.set(key, said);
    } else if (said.side === "old") {
      calls.set(keyOf(said.place), said);
    } else if (said.source === null) {
      alone.push(said);
    } else {
      const key = keyOf(said.source);
      const others = made.get(key);
      if (others === undefined) made.set(key, [said]);
      else others.push(said);
    }
  };

  return {
    take,
    shadowMessages: () => shadowMessages,
    async compare(range, pause) {
      const tally = new Tally();
      let done = 0;
      const isAsked = ({ atUs }: SaidCall) => atUs >= range.fromUs && atUs < range.toUs;
      for (const call of calls.values()) {
        const key = keyOf(call.place);
        const answerTo = (place: Place) => answers.get(keyOf(place)) ?? null;
        const heard = { call, made: made.get(key) ?? [], answerTo };
        if (isAsked(call)) compareOne(heard, range.settledUs, tally);
        done += 1;
        if (done % limits.comparisonTurnPairs === 0) await pause();
      }
      for (const call of alone.filter(isAsked)) tally.leaveOut("ownCall", call.action);
      for (const [key, of] of made) {
        if (calls.has(key)) continue;
        for (const call of of.filter(isAsked)) tally.leaveOut("sourceOutside", call.action);
      }
      return tally;
    },
  };
}

/** A call of a station with all that came of it. `answerTo`: to a call of either side. */
export type Heard = {
  readonly call: SaidCall;
  readonly made: readonly SaidCall[];
  readonly answerTo: (place: Place) => SaidAnswer | null;
};

/** `settledUs`: what is younger may still be answered. */
export function compareOne({ call, made, answerTo }: Heard, settledUs: number, tally: Tally): void {
  const { action } = call;
  const heard = decisiveOf(action, made);
  const old = answerTo(call.place);
  const answer = heard === null ? null : answerTo(heard.place);
  const isOpen = heard === null || old === null || answer === null;
  if (isOpen && (call.atUs > settledUs || (heard !== null && heard.atUs > settledUs))) {
    tally.leaveOut("recent", action);
  } else if (heard === null) {
    tally.leaveOut("notSent", action);
  } else if (old === null && answer === null) {
    tally.leaveOut("unanswered", action);
  } else if (old?.body.kind === "unreadable" || answer?.body.kind === "unreadable") {
    tally.leaveOut("unreadable", action);
  } else {
    const { stationId, atUs } = call;
    const sides = { old: sideOf(call, old), new: sideOf(heard, answer) };
    tally.add({ action, stationId, atUs, ...sides });
  }
}

/** Of several attempts, the last: the translator asks again where an answer decides nothing. */
function decisiveOf(action: string, made: readonly SaidCall[]): SaidCall | null {
  const names = Object.hasOwn(decisive, action) ? (decisive[action] ?? []) : [action];
  const wanted = made.filter((call) => names.includes(call.action));
  const from = wanted.length > 0 ? wanted : made;
  return from.reduce<SaidCall | null>(
    (last, call) => (last === null || isLater(call, last) ? call : last),
    null,
  );
}

function isLater(one: SaidCall, other: SaidCall): boolean {
  return one.atUs > other.atUs || (one.atUs === other.atUs && one.place.seq > other.place.seq);
}

function isEarlier(one: SaidAnswer, other: SaidAnswer | undefined): boolean {
  return other === undefined || one.atUs < other.atUs;
}

function sideOf(call: SaidCall, answer: SaidAnswer | null) {
  if (answer === null) return { answered: null, place: call.place };
  const latencyUs = answer.latencyUs ?? Math.max(0, answer.atUs - call.atUs);
  return { answered: { body: answer.body, latencyUs }, place: answer.place };
}

export function keyOf({ linkId, seq }: Place): string {
  return `${linkId} ${seq}`;
}
