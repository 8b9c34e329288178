/** Reports of stations → the fleet: verdicts counted, reasons by how many they concern. */
import { limits } from "../base/limits.ts";
import type { Example, Reason, StationReadiness, Verdict } from "./report.ts";

export type FleetReason = Pick<Reason, "id" | "weight" | "title"> & {
  readonly stations: number;
  readonly count: number;
  /** The first of them, by id. */
  readonly stationIds: readonly string[];
  readonly example: (Example & { readonly stationId: string }) | null;
};

export type ModelReadiness = {
  readonly vendor: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly verdicts: Readonly<Record<Verdict, number>>;
};

export type Summary = {
  readonly stations: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Of all together: the worst, but for stations that nothing was seen of. */
  readonly verdict: Verdict;
  /** In plain words. */
  readonly sentence: string;
  /** What blocks first, then by how many stations it concerns. */
  readonly reasons: readonly FleetReason[];
  /** By vendor, model and firmware; most stations first. */
  readonly models: readonly ModelReadiness[];
};

const none = { ready: 0, remarks: 0, notReady: 0, unknown: 0 } as const;

export function summaryOf(stations: readonly StationReadiness[]): Summary {
  const verdicts = counted(stations);
  return {
    stations: stations.length,
    verdicts,
    verdict: verdictOf(verdicts),
    sentence: sentenceOf(stations.length, verdicts),
    reasons: reasonsOf(stations),
    models: modelsOf(stations),
  };
}

function counted(stations: readonly StationReadiness[]): Record<Verdict, number> {
  const verdicts: Record<Verdict, number> = { ...none };
  for (const { verdict } of stations) verdicts[verdict] += 1;
  return verdicts;
}

function verdictOf(verdicts: Readonly<Record<Verdict, number>>): Verdict {
  if (verdicts.notReady > 0) return "notReady";
  if (verdicts.remarks > 0) return "remarks";
  return verdicts.ready > 0 ? "ready" : "unknown";
}

function sentenceOf(all: number, verdicts: Readonly<Record<Verdict, number>>): string {
  const parts = [
    [verdicts.ready, "ready"],
    [verdicts.remarks, "ready with remarks"],
    [verdicts.notReady, "not ready"],
    [verdicts.unknown, "unknown"],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  if (all === 0) return "No station was seen in this time.";
  return `Of ${all} ${all === 1 ? "station" : "stations"}: ${told.join(", ")}.`;
}

const weights = ["blocks", "remark", "lacks"] as const satisfies readonly Reason["weight"][];

function reasonsOf(stations: readonly StationReadiness[]): readonly FleetReason[] {
  const found = new Map<string, FleetReason>();
  for (const { stationId, reasons } of stations) {
    for (const { id, weight, title, count, example } of reasons) {
      const known = found.get(`${weight} ${id}`);
      found.set(`${weight} ${id}`, {
        ...{ id, weight, title },
        stations: (known?.stations ?? 0) + 1,
        count: (known?.count ?? 0) + count,
        stationIds: [...(known?.stationIds ?? []), stationId].slice(0, STATIONS_TOLD),
        example: known?.example ?? (example === null ? null : { ...example, stationId }),
      });
    }
  }
  return [...found.values()]
    .sort(
      (one, other) =>
        weights.indexOf(one.weight) - weights.indexOf(other.weight) ||
        other.stations - one.stations ||
        other.count - one.count,
    )
    .slice(0, limits.readinessRowsMax);
}

/** Of one reason; the stations' own reports have the others. */
const STATIONS_TOLD = 20;

function modelsOf(stations: readonly StationReadiness[]): readonly ModelReadiness[] {
  const groups = Map.groupBy(stations, ({ vendor, model, firmware }) =>
    JSON.stringify([vendor, model, firmware]),
  );
  return [...groups.values()]
    .toSorted((one, other) => other.length - one.length)
    .slice(0, limits.readinessRowsMax)
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { vendor, model, firmware } = first;
      return [{ vendor, model, firmware, verdicts: counted(group) }];
    });
}
