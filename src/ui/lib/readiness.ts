/**
 * The readiness report as the page shows it: pages of the API in, one fleet out, and its words. Of
 * a page the API sums up only its own stations, so the sums are added here.
 */
import type { ReadinessAnswer } from "../../console/readiness-contract.ts";

export type Readiness = ReadinessAnswer["stations"][number];
export type Verdict = Readiness["verdict"];
export type Reason = Readiness["reasons"][number];
export type FleetSummary = Pick<ReadinessAnswer["summary"], "verdicts" | "reasons" | "models">;
type FleetReason = FleetSummary["reasons"][number];
type Model = FleetSummary["models"][number];

/** The worst first. */
export const verdicts = ["notReady", "remarks", "ready", "unknown"] as const;

export const verdictWords = {
  ready: { words: "ready", tone: "ok" },
  remarks: { words: "ready with remarks", tone: "note" },
  notReady: { words: "not ready", tone: "error" },
  unknown: { words: "unknown", tone: "plain" },
} as const satisfies Record<Verdict, unknown>;

export const weightWords = {
  blocks: { words: "blocks", tone: "error" },
  remark: { words: "remark", tone: "note" },
  lacks: { words: "not seen", tone: "plain" },
} as const satisfies Record<Reason["weight"], unknown>;

const weights = ["blocks", "remark", "lacks"] as const satisfies readonly Reason["weight"][];

/** Stations named of one reason; the others are found in the list below. */
const STATIONS_NAMED = 20;

export function fleetOf(pages: readonly ReadinessAnswer[]): FleetSummary {
  const counts: Record<Verdict, number> = { ready: 0, remarks: 0, notReady: 0, unknown: 0 };
  const reasons = new Map<string, FleetReason>();
  const models = new Map<string, Model>();
  for (const { summary } of pages) {
    for (const verdict of verdicts) counts[verdict] += summary.verdicts[verdict];
    for (const reason of summary.reasons) {
      const key = `${reason.weight} ${reason.id}`;
      reasons.set(key, reasonWith(reasons.get(key), reason));
    }
    for (const model of summary.models) {
      const key = JSON.stringify([model.vendor, model.model, model.firmware]);
      models.set(key, modelWith(models.get(key), model));
    }
  }
  return {
    verdicts: counts,
    reasons: [...reasons.values()].sort(
      (one, other) =>
        weights.indexOf(one.weight) - weights.indexOf(other.weight) ||
        other.stations - one.stations ||
        other.count - one.count,
    ),
    models: [...models.values()].sort((one, other) => allOf(other) - allOf(one)),
  };
}

function reasonWith(known: FleetReason | undefined, more: FleetReason): FleetReason {
  if (known === undefined) return more;
  return {
    ...known,
    stations: known.stations + more.stations,
    count: known.count + more.count,
    stationIds: [...known.stationIds, ...more.stationIds].slice(0, STATIONS_NAMED),
    example: known.example ?? more.example,
  };
}

function modelWith(known: Model | undefined, more: Model): Model {
  if (known === undefined) return more;
  const sum = (verdict: Verdict) => known.verdicts[verdict] + more.verdicts[verdict];
  const added = {
    ...{ ready: sum("ready"), remarks: sum("remarks") },
    ...{ notReady: sum("notReady"), unknown: sum("unknown") },
  };
  return { ...known, verdicts: added };
}

function allOf({ verdicts: counts }: Model): number {
  return verdicts.reduce((sum, verdict) => sum + counts[verdict], 0);
}

/** What the station said it is; "" where it never booted here. */
export function nameOf({
  vendor,
  model,
  firmware,
}: Pick<Readiness, "vendor" | "model" | "firmware">): string {
  return [vendor, model, firmware].filter((each) => each !== null && each !== "").join(" ");
}

export type ReadinessFilter = {
  /** "": any. */
  readonly verdict: string;
  /** The id of a reason that it must have; "" for any. */
  readonly reason: string;
  /** Part of its id or of what it is, case ignored. */
  readonly text: string;
};

export function fits(station: Readiness, { verdict, reason, text }: ReadinessFilter): boolean {
  if (verdict !== "" && station.verdict !== verdict) return false;
  if (reason !== "" && !station.reasons.some(({ id }) => id === reason)) return false;
  const told = `${station.stationId} ${nameOf(station)}`.toLowerCase();
  return told.includes(text.trim().toLowerCase());
}

/** `3 actions of 12 are refused`: the reason with its own numbers. */
export function reasonText({ title, detail }: Pick<Reason, "title" | "detail">): string {
  if (detail === "") return title;
  const told = detail.charAt(0).toUpperCase() + detail.slice(1);
  return `${title} ${told.replace(/\.$/, "")}.`;
}

/** What was seen of it: how much, since when, and what of that was translated. */
export function trafficText({ traffic, ocppVersion }: Readiness): string {
  const { from, to, messages, translated, transactions, boots, isCut } = traffic;
  if (from === null || to === null) return "No message was seen.";
  const time = (iso: string) => `${iso.slice(0, 16).replace("T", " ")} UTC`;
  const isOther = ocppVersion !== null && ocppVersion !== "1.6";
  const spoken = isOther ? ` It speaks OCPP ${ocppVersion}: nothing of it is translated.` : "";
  return (
    `${messages} messages from ${time(from)} to ${time(to)}, ${isCut ? "the newest " : ""}` +
    `${translated} of them translated; ${transactions} starts of transactions, ${boots} boots.${spoken}`
  );
}
