/**
 * What rules keep for each station. Each leg that is not the station's own has a place of its own:
 * its station is ocpptap itself, which comes, goes and speaks otherwise than the station does, so
 * that one's past must not be judged by the other's.
 */
import { type Leg, legs, type StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { LinkFacts } from "./happening.ts";

export type StationPeer = { readonly stationId: StationId; readonly leg: PeerLeg };
/** `station`: its own, translated or not. */
type PeerLeg = Exclude<Leg, "both">;

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
  return { stationId, leg: leg === "both" ? "station" : leg };
}

const peerLegs = legs.filter((leg) => leg !== "both");

export function createStations<Cell>(): Stations<Cell> {
  const cells = byLeg(() => new Map<StationId, Cell>());
  let touched = byLeg(() => new Set<StationId>());

  function* peers(idsOf: (leg: PeerLeg) => Iterable<StationId>): Iterable<StationPeer> {
    for (const leg of peerLegs) for (const stationId of idsOf(leg)) yield { stationId, leg };
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
    all: () => peers((leg) => cells[leg].keys()),
    takeTouched() {
      const taken = touched;
      touched = byLeg(() => new Set());
      return [...peers((leg) => taken[leg])];
    },
  };
}

function byLeg<Kept>(make: () => Kept): Record<PeerLeg, Kept> {
  return { station: make(), csms: make(), shadow: make(), backend: make() };
}
