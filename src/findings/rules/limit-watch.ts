/**
 * A limit in force at one place, and what the meter and the station showed since: until it is known
 * whether it is followed. One report for each limit.
 */
import { isObject } from "../../base/objects.ts";
import type { Json, JsonObject } from "../../exchange/message.ts";
import type { ChargingProfile } from "../../sessions/profiles.ts";
import type { LimitChange } from "../../sessions/transaction.ts";
import type { LinkFacts } from "../happening.ts";
import type { Moment } from "../meter-moments.ts";
import { amount } from "../meter-samples.ts";
import { nothing, type Report, type Reports } from "../rule.ts";
import { cut, duration, plural } from "../wording.ts";
import type { ChargingStateTold } from "./charging-state.ts";
import { listOf, numberOr } from "./counts.ts";
import { numberOrNull } from "./metered-sessions.ts";
import { isPause, parseProfiles, saveProfiles, wattsOf } from "./profiles-in-force.ts";

const PLACES_MAX = 16;
/** Cars take up to 5 s to follow (IEC 61851), stations as long again to tell them. */
const SETTLE_US = 10_000_000;
/** Samples in a row that decide. */
const UNDER_MIN = 2;
const OVER_MIN = 3;
/** A sample this much older than the limit was sent late. */
const LATE_US = 60_000_000;
/** After that it is told without a verdict. */
const VERDICT_US_MAX = 600_000_000;
/** A transaction that ends so soon after a pause ended because of it. */
const END_US_MAX = 120_000_000;
const SHARE = 0.1;
const TOLERANCE_A = 1;
const TOLERANCE_W = 250;

export type Watch = {
  readonly limit: number;
  readonly unit: string;
  readonly purpose: string;
  readonly stackLevel: number | null;
  readonly profileId: number | null;
  readonly linkId: string;
  readonly seq: number;
  readonly sinceUs: number;
  /** Limits before it about which nothing could be said. */
  readonly skipped: number;
  over: number;
  under: number;
  isTold: boolean;
};

export type LimitedPlace = {
  transactionId: string;
  isCharging: boolean;
  chargingSinceUs: number;
  watch: Watch | null;
};

export type Limited = {
  readonly profiles: ChargingProfile[];
  readonly places: Map<string, LimitedPlace>;
};

export const limitedMemory = {
  scope: "station" as const,
  begin: (): Limited => ({ profiles: [], places: new Map() }),
  save: ({ profiles, places }: Limited): Json => [
    saveProfiles(profiles),
    [...places].map(([name, place]) => [
      ...[name, place.transactionId, place.isCharging, place.chargingSinceUs],
      place.watch === null ? null : { ...place.watch },
    ]),
  ],
  parse(saved: Json): Limited {
    const [profiles, places] = listOf(saved);
    return {
      profiles: parseProfiles(profiles),
      places: new Map(listOf(places).slice(0, PLACES_MAX).flatMap(parsePlace)),
    };
  },
};

export function placeIn({ places }: Limited, name: string): LimitedPlace {
  let place = places.get(name);
  if (place === undefined) {
    place = { transactionId: "", isCharging: false, chargingSinceUs: 0, watch: null };
    places.set(name, place);
    const [oldest] = places.size > PLACES_MAX ? places.keys() : [];
    if (oldest !== undefined) places.delete(oldest);
  }
  return place;
}

export function isSameLimit(watch: Watch | null, limit: LimitChange): boolean {
  if (watch === null) return false;
  return (
    watch.limit === limit.limit &&
    watch.unit === limit.unit &&
    watch.profileId === limit.profileId &&
    watch.purpose === limit.purpose
  );
}

export function beginWatch(limit: LimitChange, before: Watch | null): Watch {
  const { unit, purpose, stackLevel, profileId, linkId, seq, atUs } = limit;
  return {
    ...{ limit: limit.limit ?? 0, unit, purpose, stackLevel, profileId, linkId, seq },
    sinceUs: atUs,
    skipped: before === null || before.isTold ? 0 : before.skipped + 1,
    ...{ over: 0, under: 0, isTold: false },
  };
}

type At = { readonly seq: number; readonly atUs: number; readonly link: LinkFacts };

/** When the first of them is to be told without a verdict. */
export function dueUsOf({ places }: Limited): number {
  let dueUs = Number.POSITIVE_INFINITY;
  for (const { watch, isCharging, chargingSinceUs } of places.values()) {
    if (watch === null || watch.isTold || !isCharging) continue;
    dueUs = Math.min(dueUs, Math.max(watch.sinceUs, chargingSinceUs) + VERDICT_US_MAX);
  }
  return dueUs;
}

export function judgeOverdue({ places }: Limited, atUs: number, link: LinkFacts): Reports {
  const reports: Report[] = [];
  for (const [name, place] of places) {
    const { watch, isCharging, chargingSinceUs } = place;
    if (watch === null || watch.isTold || !isCharging) continue;
    if (atUs < Math.max(watch.sinceUs, chargingSinceUs) + VERDICT_US_MAX) continue;
    const text =
      "it is not known whether it is followed, because no sample of current or power decided it";
    reports.push(
      reportOf(name, place, watch, { text, isFollowed: null, at: { seq: 0, atUs, link } }),
    );
  }
  return reports;
}

/** What the station said next of a pause. */
export function judgeState(
  name: string,
  place: LimitedPlace,
  { told, seq, atUs, link }: At & { readonly told: ChargingStateTold },
): Reports {
  const { watch } = place;
  if (watch === null || watch.isTold || !isPauseOf(watch)) return nothing;
  const at = { seq, atUs, link };
  const after = duration(atUs - watch.sinceUs);
  const { state, reason } = told;
  if (state === "SuspendedEVSE" || state === "SuspendedEV") {
    const text = `the station paused: it said ${state} ${after} later`;
    return [reportOf(name, place, watch, { text, isFollowed: true, at, next: state })];
  }
  const isAsked = reason === "Remote" || reason === "Local" || reason === "EVDisconnected";
  if (state !== "Ended" || isAsked || atUs - watch.sinceUs > END_US_MAX) return nothing;
  const why = reason === "" ? "" : ` with the reason ${cut(reason)}`;
  const text = `the station did not pause, but ended the transaction ${after} later${why}`;
  return [reportOf(name, place, watch, { text, isFollowed: false, at, next: state })];
}

function isPauseOf({ limit, unit }: Watch): boolean {
  return isPause({ limit, unit: unit === "A" ? "A" : "W" });
}

export function judgeReading(
  name: string,
  place: LimitedPlace,
  { moment, seq, atUs, link }: At & { readonly moment: Moment },
): Reports {
  const { watch } = place;
  if (watch === null || watch.isTold || atUs < watch.sinceUs + SETTLE_US) return nothing;
  if (moment.atUs < watch.sinceUs - LATE_US) return nothing;
  const reading = readingOf(watch, moment);
  if (reading === null) return nothing;
  const isOver = reading.value > reading.most;
  watch.over = isOver ? watch.over + 1 : 0;
  watch.under = isOver ? 0 : watch.under + 1;
  const measured = amount(reading.value, reading.unit);
  const at = { seq, atUs, link };
  const after = duration(atUs - watch.sinceUs);
  if (watch.over >= OVER_MIN) {
    const text = isPauseOf(watch)
      ? `the station went on charging with ${measured}, ${after} later`
      : `it is not followed: ${measured} were measured ${after} later, and more than the limit in ${plural(watch.over, "sample")} in a row`;
    return [reportOf(name, place, watch, { text, isFollowed: false, at, measured: reading })];
  }
  if (watch.under < UNDER_MIN) return nothing;
  const text = isPauseOf(watch)
    ? `the station paused: ${measured} were measured ${after} later`
    : `it is followed: ${measured} were measured ${after} later`;
  return [reportOf(name, place, watch, { text, isFollowed: true, at, measured: reading })];
}

type Measured = { readonly value: number; readonly unit: string; readonly most: number };

/** In the limit's own unit where that was measured. Null: nothing to compare. */
function readingOf({ limit, unit }: Watch, moment: Moment): Measured | null {
  const { currentA, productW } = moment;
  const most = (bound: number, tolerance: number) => bound + Math.max(bound * SHARE, tolerance);
  if (unit === "A" && currentA !== null) {
    return { value: currentA, unit: "A", most: most(limit, TOLERANCE_A) };
  }
  const value = moment.powerW ?? productW;
  if (value === null) return null;
  const bound = unit === "A" ? wattsOf({ limit, unit }) : limit;
  return { value, unit: "W", most: most(bound, TOLERANCE_W) };
}

type Verdict = {
  readonly text: string;
  readonly isFollowed: boolean | null;
  readonly at: At;
  readonly next?: string;
  readonly measured?: Measured;
};

function reportOf(name: string, place: LimitedPlace, watch: Watch, verdict: Verdict): Report {
  watch.isTold = true;
  const { limit, unit, purpose, stackLevel, profileId, skipped } = watch;
  const { transactionId } = place;
  const { text, isFollowed, at, next, measured } = verdict;
  const profile = `${cut(purpose === "" ? "profile" : purpose)}${profileId === null ? "" : ` ${profileId}`}`;
  const level = stackLevel === null ? "" : ` at stack level ${stackLevel}`;
  const during = transactionId === "" ? "" : ` in transaction ${cut(transactionId)}`;
  const before =
    skipped === 0 ? "" : ` Before it, ${plural(skipped, "limit")} changed too soon to be judged.`;
  const seqs = [watch.linkId === at.link.linkId ? watch.seq : 0, at.seq].filter((seq) => seq > 0);
  return {
    severity: isFollowed === false ? "warning" : "note",
    sentence: `The limit of ${amount(limit, unit)} for ${name}${during} was set by ${profile}${level}, ${isFollowed === null ? "but" : "and"} ${text}.${before}`,
    evidence: [...new Set(seqs)],
    details: {
      ...{ place: name, transactionId, limit, unit, purpose, stackLevel, profileId, isFollowed },
      ...{ measured: measured?.value ?? null, measuredUnit: measured?.unit ?? "" },
      ...{ next: next ?? "", skipped },
    },
  };
}

function parsePlace(saved: Json): readonly (readonly [string, LimitedPlace])[] {
  const [name, transactionId, isCharging, chargingSinceUs, watch] = listOf(saved);
  if (typeof name !== "string") return [];
  const place = {
    transactionId: typeof transactionId === "string" ? transactionId : "",
    isCharging: isCharging === true,
    chargingSinceUs: numberOr(chargingSinceUs, 0),
    watch: parseWatch(watch),
  };
  return [[name, place]];
}

function parseWatch(saved: Json | undefined): Watch | null {
  if (!isObject(saved)) return null;
  const of: JsonObject = saved;
  const text = (name: string) => (typeof of[name] === "string" ? of[name] : "");
  return {
    ...{ limit: numberOr(of["limit"], 0), unit: text("unit"), purpose: text("purpose") },
    ...{ stackLevel: numberOrNull(of["stackLevel"]), profileId: numberOrNull(of["profileId"]) },
    ...{ linkId: text("linkId"), seq: numberOr(of["seq"], 0), sinceUs: numberOr(of["sinceUs"], 0) },
    ...{ skipped: numberOr(of["skipped"], 0), over: numberOr(of["over"], 0) },
    ...{ under: numberOr(of["under"], 0), isTold: of["isTold"] === true },
  };
}
