/**
 * Stations of a plan are to go back. In: which, why, and who said so. Out: the run; and when
 * they are back, what was lost by it in its trail. Pure.
 */
import type { Facts, Session } from "./facts.ts";
import { type Place, type Run, told } from "./run.ts";

export type Back = {
  readonly of: "station" | "step" | "plan";
  readonly stations: readonly string[];
  readonly why: string;
  /** Also where something charges. */
  readonly isForced: boolean;
  readonly who: string;
  readonly nowUs: number;
};

type Known = { readonly nowUs: number; readonly facts: Facts; readonly isBlind: boolean };

export function sendBack(before: Run, back: Back): Run {
  const { of, why, isForced, who, nowUs } = back;
  const places: Record<string, Place> = { ...before.places };
  // Of an ordered one the override may be set already: then it is found and removed.
  const stations = back.stations.filter((id) => goesBack(before.places[id]));
  for (const stationId of stations) {
    const place = places[stationId];
    if (place === undefined) continue;
    const isNow = isForced || place.isForced;
    places[stationId] = { ...place, state: "returning", sinceUs: nowUs, why, isForced: isNow };
  }
  const status = statusAfter(before, of);
  return told(
    { ...before, places, status, why, movedSinceUs: null, isNextAsked: false },
    { ...{ nowUs, who, what: `roll-back of ${wordsOf(of)}`, why, stations } },
  );
}

function goesBack(place: Place | undefined): boolean {
  return place?.state === "ordered" || place?.state === "moved" || place?.state === "returning";
}

/** Of a station the plan goes on without it. */
function statusAfter({ status }: Run, of: Back["of"]): Run["status"] {
  if (of === "plan") return "returning";
  return of === "step" && status === "running" ? "paused" : status;
}

function wordsOf(of: Back["of"]): string {
  return of === "station" ? "single stations" : of === "step" ? "the step" : "the plan";
}

/**
 * A session that began at the new CSMS ends where nobody has heard of its beginning. Told when the
 * stations are back: by then the record knows what had begun just before.
 */
export function tellLost(
  run: Run,
  stations: readonly string[],
  { facts, nowUs, isBlind }: Known,
): Run {
  const forced = stations.filter((stationId) => run.places[stationId]?.isForced === true);
  if (forced.length === 0) return run;
  const entry = { nowUs, who: "the plan", what: "sessions that lose their CSMS" };
  if (isBlind) {
    const why = "which of them had one that began at the new CSMS is not known: no record";
    return told(run, { ...entry, why, stations: forced });
  }
  const lost = forced.flatMap((stationId) => {
    const { movedUs = 0, sinceUs = 0 } = run.places[stationId] ?? {};
    const { sessions = [], openedUs = 0 } = facts.stations.get(stationId) ?? {};
    const untilUs = openedUs > movedUs && openedUs > sinceUs ? openedUs : nowUs;
    return sessions.flatMap((session) =>
      isOfNew(session, { movedUs, untilUs }) ? [{ stationId, session }] : [],
    );
  });
  if (lost.length === 0) return run;
  const named = lost.map(({ stationId, session }) => `${stationId}: ${session.transactionId}`);
  return told(run, {
    ...entry,
    why: `They began at the new CSMS and end at the old one, which did not number them: ${named.join(", ")}`,
    stations: [...new Set(lost.map(({ stationId }) => stationId))],
  });
}

type Stay = { readonly movedUs: number; readonly untilUs: number };

function isOfNew({ startedUs }: Session, { movedUs, untilUs }: Stay): boolean {
  return movedUs > 0 && startedUs >= movedUs && startedUs < untilUs;
}
