/** The table of stations: which of them, in which order. Pure, so that thousands are quick. */
import type { Station, StationsAnswer } from "../../console/contract.ts";

/** What is known of the fleet: as of a moment, and when all of it was asked for. */
export type Fleet = {
  readonly at: string;
  readonly wholeAtMs: number;
  readonly stations: readonly Station[];
};

/** Between two looks at the whole fleet: what has only grown old is no news. */
const WHOLE_MS = 120_000;
/** What is recorded a little late belongs to a moment that was asked for already. */
const LATE_MS = 15_000;

/** From when on news are to be asked for; "" for all of it. */
export function newsSince(known: Fleet | undefined, nowMs: number): string {
  if (known === undefined || nowMs - known.wholeAtMs > WHOLE_MS) return "";
  return new Date(Date.parse(known.at) - LATE_MS).toISOString();
}

/** News take the place of what was known of the same stations. */
export function withNews(known: Fleet, { at, stations }: StationsAnswer): Fleet {
  const news = new Map(stations.map((station) => [station.stationId, station]));
  const kept = known.stations.map((station) => {
    const changed = news.get(station.stationId);
    news.delete(station.stationId);
    return changed ?? station;
  });
  return { ...known, at, stations: [...kept, ...news.values()] };
}

export const stationFilters = [
  "all",
  "connected",
  "disconnected",
  "charging",
  "faulted",
  "findings",
] as const;
export type StationFilter = (typeof stationFilters)[number];

const passes: Readonly<Record<StationFilter, (station: Station) => boolean>> = {
  all: () => true,
  connected: ({ connected }) => connected,
  disconnected: ({ connected }) => !connected,
  charging: ({ openTransactions }) => openTransactions.length > 0,
  faulted: ({ connectors }) => connectors.some(({ status }) => status === "Faulted"),
  findings: ({ findings }) => findings.error > 0,
};

export function countsOf(stations: readonly Station[]): Readonly<Record<StationFilter, number>> {
  const count = (filter: StationFilter) => stations.filter(passes[filter]).length;
  return {
    all: stations.length,
    connected: count("connected"),
    disconnected: count("disconnected"),
    charging: count("charging"),
    faulted: count("faulted"),
    findings: count("findings"),
  };
}

/** Every word is in its id, its make, its version or the state of a connector. */
export function selected(
  stations: readonly Station[],
  filter: StationFilter,
  text: string,
): readonly Station[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return stations.filter(
    (station) => passes[filter](station) && words.every((word) => saidOf(station).includes(word)),
  );
}

function saidOf(station: Station): string {
  const { stationId, vendor, model, firmware, ocppVersion, connectors } = station;
  const states = connectors.flatMap(({ status, errorCode }) => [status, errorCode]);
  const said = [stationId, vendor, model, firmware, ocppVersion, ...states];
  return said.join("\n").toLowerCase();
}

export const columns = [
  "station",
  "message",
  "version",
  "model",
  "firmware",
  "connectors",
  "transaction",
  "findings",
] as const;
export type Column = (typeof columns)[number];
export type Order = { readonly column: Column; readonly isDescending: boolean };

/** `-findings` is descending; anything else than a column is by station. */
export function parseOrder(text: string): Order {
  const isDescending = text.startsWith("-");
  const name = isDescending ? text.slice(1) : text;
  const column = columns.find((each) => each === name);
  return column === undefined
    ? { column: "station", isDescending: false }
    : { column, isDescending };
}

export function orderText({ column, isDescending }: Order): string {
  const text = `${isDescending ? "-" : ""}${column}`;
  return text === "station" ? "" : text;
}

/** The same column again turns it around; numbers and times begin with the most. */
export function nextOrder(now: Order, column: Column): Order {
  if (now.column === column) return { column, isDescending: !now.isDescending };
  return { column, isDescending: ["message", "transaction", "findings"].includes(column) };
}

const FAULTED_FIRST = ["Faulted", "Unavailable", "SuspendedEVSE", "SuspendedEV", "Charging"];

type Key = string | number;

const keys: Readonly<Record<Column, (station: Station) => Key>> = {
  station: ({ stationId }) => stationId.toLowerCase(),
  message: ({ lastMessageAt }) => lastMessageAt ?? "",
  version: ({ ocppVersion }) => ocppVersion ?? "",
  model: ({ vendor, model }) => `${vendor ?? ""} ${model ?? ""}`.toLowerCase(),
  firmware: ({ firmware }) => (firmware ?? "").toLowerCase(),
  connectors: ({ connectors }) => {
    const ranks = connectors.map(({ status }) => FAULTED_FIRST.indexOf(status));
    return Math.min(99, ...ranks.map((rank) => (rank < 0 ? FAULTED_FIRST.length : rank)));
  },
  transaction: ({ openTransactions }) =>
    openTransactions.reduce((sum, { energyWh }) => sum + (energyWh ?? 0) + 1, 0),
  findings: ({ findings: { error, warning, note } }) => error * 1e12 + warning * 1e6 + note,
};

const names = new Intl.Collator("en", { numeric: true });

export function sorted(stations: readonly Station[], order: Order): readonly Station[] {
  const keyOf = keys[order.column];
  const sign = order.isDescending ? -1 : 1;
  return stations
    .map((station) => ({ station, key: keyOf(station) }))
    .sort(
      (a, b) =>
        sign * compare(a.key, b.key) || names.compare(a.station.stationId, b.station.stationId),
    )
    .map(({ station }) => station);
}

function compare(a: Key, b: Key): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return names.compare(String(a), String(b));
}

/**
 * New facts in the order that is on the screen: what was there stays where it is, what is new comes
 * last, so that nothing jumps away below a pointer.
 */
export function steady(before: readonly string[], now: readonly Station[]): readonly Station[] {
  const byId = new Map(now.map((station) => [station.stationId, station]));
  const kept = before.flatMap((id) => byId.get(id) ?? []);
  const known = new Set(before);
  return [...kept, ...now.filter(({ stationId }) => !known.has(stationId))];
}
