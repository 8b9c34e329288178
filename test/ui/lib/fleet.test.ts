import { expect, it } from "vitest";
import type { Station } from "../../../src/console/contract.ts";
import {
  countsOf,
  newsSince,
  nextOrder,
  orderText,
  parseOrder,
  selected,
  sorted,
  steady,
  withNews,
} from "../../../src/ui/lib/fleet.ts";

const station = (stationId: string, more: Partial<Station> = {}): Station => ({
  ...{ stationId, connected: true, lastSeen: null, lastMessageAt: null, ocppVersion: "1.6" },
  ...{ vendor: "ACME", model: "One", firmware: "1.0", connectors: [], openTransactions: [] },
  findings: { error: 0, warning: 0, note: 0 },
  ...more,
});
const status = (word: string) => [
  { evseId: null, connectorId: 1, status: word, errorCode: null, since: "" },
];
const ids = (stations: readonly Station[]) => stations.map(({ stationId }) => stationId);

const fleet = [
  station("CP-10", { connected: false, findings: { error: 0, warning: 9, note: 0 } }),
  station("CP-2", { connectors: status("Faulted"), model: "Two" }),
  station("CP-1", { connectors: status("Charging"), findings: { error: 1, warning: 0, note: 0 } }),
];

it("asks for news since what is known, and for all of it now and then", () => {
  const known = { at: "2026-11-21T09:00:00.000000Z", wholeAtMs: 0, stations: fleet };
  expect(newsSince(undefined, 0)).toBe("");
  expect(newsSince(known, 60_000)).toBe("2026-11-21T08:59:45.000Z");
  expect(newsSince(known, 120_001)).toBe("");
  const news = [station("CP-1", { connected: false }), station("CP-3")];
  const next = withNews(known, { at: "2026-11-21T09:00:05.000000Z", stations: news });
  expect(ids(next.stations)).toEqual(["CP-10", "CP-2", "CP-1", "CP-3"]);
  expect(next.stations[2]?.connected).toBe(false);
  expect([next.at, next.wholeAtMs]).toEqual(["2026-11-21T09:00:05.000000Z", 0]);
});

it("takes those with every word, in a state", () => {
  expect(ids(selected(fleet, "all", "acme two"))).toEqual(["CP-2"]);
  expect(ids(selected(fleet, "all", " cp-1 "))).toEqual(["CP-10", "CP-1"]);
  expect(ids(selected(fleet, "faulted", ""))).toEqual(["CP-2"]);
  expect(ids(selected(fleet, "connected", "charging"))).toEqual(["CP-1"]);
  expect(countsOf(fleet)).toEqual({
    ...{ all: 3, connected: 2, disconnected: 1, charging: 0, faulted: 1, findings: 1 },
  });
});

it("sorts numbers in names as numbers, errors before any number of warnings", () => {
  expect(ids(sorted(fleet, parseOrder("")))).toEqual(["CP-1", "CP-2", "CP-10"]);
  expect(ids(sorted(fleet, parseOrder("-findings")))).toEqual(["CP-1", "CP-10", "CP-2"]);
  expect(ids(sorted(fleet, parseOrder("connectors")))).toEqual(["CP-2", "CP-1", "CP-10"]);
  expect(ids(sorted(fleet, parseOrder("-station")))).toEqual(["CP-10", "CP-2", "CP-1"]);
});

it("an order is text for an address, and nonsense there is no order", () => {
  expect(orderText(parseOrder("-findings"))).toBe("-findings");
  expect(parseOrder("constructor")).toEqual({ column: "station", isDescending: false });
  expect(orderText(parseOrder(""))).toBe("");
  const once = nextOrder(parseOrder(""), "findings");
  expect([orderText(once), orderText(nextOrder(once, "findings"))]).toEqual([
    ...["-findings", "findings"],
  ]);
});

it("what is on the screen stays in its order, new ones come last, lost ones go", () => {
  expect(ids(steady(["CP-2", "GONE", "CP-1"], fleet))).toEqual(["CP-2", "CP-1", "CP-10"]);
});

it("sorts ten thousand stations in no time", () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    station(`CP-${(index * 7_919) % 10_000}`),
  );
  const from = performance.now();
  expect(sorted(many, parseOrder("")).at(-1)?.stationId).toBe("CP-9999");
  expect(performance.now() - from).toBeLessThan(2_000);
});
