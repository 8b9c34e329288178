/**
 * The common part of the rules "accepted X, expected Y within N s": what the CSMS asks for, what of
 * the station's messages keeps it, and by when.
 */
import type { LinkId } from "../../base/ids.ts";
import type { Json } from "../../exchange/message.ts";
import type { MessageHappening } from "../happening.ts";
import {
  nothing,
  type Report,
  type Reports,
  type Rule,
  type RuleText,
  statefulRule,
} from "../rule.ts";
import { isPowerOfTen, listOf, numberOr } from "./counts.ts";
import {
  answered,
  ask,
  comingAndGoing,
  evidenceOf,
  isOfStation,
  keep,
  nextDueUs,
  type Promised,
  type Promises,
  parsePromises,
  savePromises,
  takeBroken,
} from "./promises.ts";

/** A call of the station. */
export type Heard = {
  readonly action: string;
  readonly callPayload: Json;
  readonly atUs: number;
};

export type Expectation = {
  /** A station keeps a promise on another link, too. */
  readonly scope: "link" | "station";
  /** The CSMS's calls. */
  readonly asking: readonly string[];
  /** The station's calls that may keep it, or say what happened instead. */
  readonly heeding: readonly string[];
  /** Null where nothing can be expected of such a call. */
  readonly wanted: (
    callPayload: Json,
  ) => Pick<Promised, "connectorId" | "evseId" | "want" | "idToken"> | null;
  /** Statuses of the answer that promise something. */
  readonly accepting: readonly string[];
  /** From the answer on; Infinity where it has to wait for something else. */
  readonly withinUs: (promised: Promised) => number;
  /** True: kept. It may also note what was said, or move the deadline. */
  readonly hear: (promised: Promised, heard: Heard) => boolean;
  /** `times`: so often in a row it was broken for the same wish. */
  readonly tell: (
    promised: Promised,
    broken: { readonly waitedUs: number; readonly times: number },
  ) => Omit<Report, "evidence">;
};

/** Wishes of which it is counted how often they were broken. */
const WISHES_MAX = 16;

type State = { readonly promises: Promises; readonly broken: Map<string, number> };

export function promiseRule(text: RuleText, expected: Expectation): Rule {
  const { scope, asking, heeding } = expected;
  return statefulRule<State>(
    text,
    {
      scope,
      begin: () => ({ promises: { open: [] }, broken: new Map() }),
      save: ({ promises, broken }): Json => [
        savePromises(promises),
        [...broken].map(([wish, times]) => [wish, times]),
      ],
      parse(saved) {
        const [promises, broken] = listOf(saved);
        const wishes = listOf(broken).flatMap(parseWish).slice(-WISHES_MAX);
        return { promises: parsePromises(promises), broken: new Map(wishes) };
      },
    },
    {
      message(happening, { linkId }, state) {
        if (!isOfStation(happening)) return nothing;
        const broken = tellBroken(state, expected, { linkId, nowUs: happening.atUs });
        follow(state, expected, happening, linkId);
        return broken;
      },
      ...comingAndGoing,
      tick: ({ atUs }, { linkId }, state) => tellBroken(state, expected, { linkId, nowUs: atUs }),
    },
    { actions: [...asking, ...heeding], dueUs: ({ promises }) => nextDueUs(promises) },
  );
}

function follow(
  { promises, broken }: State,
  expected: Expectation,
  happening: MessageHappening,
  linkId: LinkId,
): void {
  const { message, request, sender, atUs } = happening;
  const { asking, accepting, wanted, withinUs, hear } = expected;
  if (message.type === "call" && sender === "csms" && asking.includes(message.action)) {
    const wish = wanted(message.callPayload);
    if (wish !== null) ask(promises, happening, { ...wish, linkId });
    return;
  }
  if (request !== null && asking.includes(request.action)) {
    const promised = answered(promises, happening, accepting);
    if (promised !== null) promised.dueUs = atUs + withinUs(promised);
    return;
  }
  if (message.type !== "call" || sender !== "station") return;
  const { action, callPayload } = message;
  keep(promises, (one) => {
    const isKept = hear(one, { action, callPayload, atUs });
    if (isKept) broken.delete(wishOf(one));
    return isKept;
  });
}

function tellBroken(
  { promises, broken }: State,
  { tell }: Expectation,
  { linkId, nowUs }: { readonly linkId: LinkId; readonly nowUs: number },
): Reports {
  return takeBroken(promises, nowUs).flatMap((one) => {
    const wish = wishOf(one);
    const times = (broken.get(wish) ?? 0) + 1;
    broken.delete(wish);
    broken.set(wish, times);
    const [oldest] = broken.size > WISHES_MAX ? broken.keys() : [];
    if (oldest !== undefined) broken.delete(oldest);
    if (!isPowerOfTen(times)) return [];
    const waitedUs = Math.max(0, nowUs - one.acceptedAtUs);
    return [{ ...tell(one, { waitedUs, times }), evidence: evidenceOf(one, linkId) }];
  });
}

function wishOf({ want, connectorId, evseId }: Promised): string {
  return `${want} ${connectorId ?? ""} ${evseId ?? ""}`;
}

function parseWish(saved: Json): readonly (readonly [string, number])[] {
  const [wish, times] = listOf(saved);
  return typeof wish === "string" ? [[wish, numberOr(times, 0)]] : [];
}
