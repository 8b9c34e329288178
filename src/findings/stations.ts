/**
 * What rules keep for each station. The CSMS's leg of a translated station has a place of its own:
 * its station is ocpptap itself, which comes, goes and speaks otherwise than the station does, so
 * that one's past must not be judged by the other's.
 */
import type { StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { LinkFacts } from "./happening.ts";

export type StationPeer = { readonly stationId: StationId; readonly leg: "station" | "csms" };

export type Stations<Cell> = {
  readonly get: (peer: StationPeer) => Cell | undefined;
  readonly put: (peer: StationPeer, cell: Cell) => void;
  /** It spoke last, and its cell is about to change; the one silent for longest may be let go. */
  readonly touch: (peer: StationPeer, cell: Cell) => void;
  /** The one silent for longest first. */
  readonly all: () => Iterable<StationPeer>;
  /** Those touched since the last call. */
  readonly takeTouched: () => readonly StationPeer[];
};

export function peerOf({ stationId, leg }: LinkFacts): StationPeer {
  return { stationId, leg: leg === "csms" ? "csms" : "station" };
}

const legs = ["station", "csms"] as const;

export function createStations<Cell>(): Stations<Cell> {
  const cells = { station: new Map<StationId, Cell>(), csms: new Map<StationId, Cell>() };
  let touched = { station: new Set<StationId>(), csms: new Set<StationId>() };

  function* peers(ids: Readonly<Record<StationPeer["leg"], Iterable<StationId>>>) {
    for (const leg of legs) for (const stationId of ids[leg]) yield { stationId, leg };
  }

  return {
    get: ({ stationId, leg }) => cells[leg].get(stationId),
    put: ({ stationId, leg }, cell) => void cells[leg].set(stationId, cell),
    touch({ stationId, leg }, cell) {
      const known = cells[leg];
      known.delete(stationId);
      known.set(stationId, cell);
      touched[leg].add(stationId);
      const [oldest] = known.size > limits.stationStatesMax ? known.keys() : [];
      if (oldest !== undefined) known.delete(oldest);
    },
    all: () => peers({ station: cells.station.keys(), csms: cells.csms.keys() }),
    takeTouched() {
      const taken = touched;
      touched = { station: new Set(), csms: new Set() };
      return [...peers(taken)];
    },
  };
}
