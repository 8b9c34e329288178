/**
 * Stations of a plan are to go back. In: which, why, and who said so. Out: the run, with what is
 * lost by it in its trail. Pure.
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
  readonly facts: Facts;
};

export function sendBack(before: Run, back: Back): Run {
  const { of, why, isForced, who, nowUs, facts } = back;
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
  const run = told(
    { ...before, places, status, why, movedSinceUs: null, isNextAsked: false },
    { ...{ nowUs, who, what: `roll-back of ${wordsOf(of)}`, why, stations } },
  );
  return isForced ? tellSessions(run, { stations, facts, nowUs }) : run;
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

/** A session that began at the new CSMS ends where nobody has heard of its beginning. */
function tellSessions(
  run: Run,
  { stations, facts, nowUs }: Pick<Back, "stations" | "facts" | "nowUs">,
): Run {
  const lost = stations.flatMap((stationId) => {
    const movedUs = run.places[stationId]?.movedUs ?? 0;
    const sessions = facts.stations.get(stationId)?.sessions ?? [];
    return sessions.flatMap((session) =>
      isOfNew(session, movedUs) ? [{ stationId, session }] : [],
    );
  });
  if (lost.length === 0) return run;
  const named = lost.map(({ stationId, session }) => `${stationId}: ${session.transactionId}`);
  return told(run, {
    ...{ nowUs, who: "the plan", what: "sessions that lose their CSMS" },
    why: `They began at the new CSMS and end at the old one, which did not number them: ${named.join(", ")}`,
    stations: [...new Set(lost.map(({ stationId }) => stationId))],
  });
}

function isOfNew({ startedUs }: Session, movedUs: number): boolean {
  return movedUs > 0 && startedUs >= movedUs;
}
