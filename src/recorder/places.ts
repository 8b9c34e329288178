/** Where the recorder stands in the spools, compared. */
import type { SpoolPosition } from "../spool/record.ts";
import { positionEntries, type SpoolPositions } from "../spool/spools.ts";

/** The relay was told only what was committed; more than we remember means that we lost some. */
export function later(
  one: SpoolPosition | null,
  other: SpoolPosition | null,
): SpoolPosition | null {
  if (one === null || other === null) return one ?? other;
  const isAhead =
    one.segment === other.segment ? one.offset > other.offset : one.segment > other.segment;
  return isAhead ? one : other;
}

export function isSame(one: SpoolPosition | undefined, other: SpoolPosition | undefined): boolean {
  return one?.segment === other?.segment && one?.offset === other?.offset;
}

export function hasMoved(now: SpoolPositions, before: SpoolPositions): boolean {
  return [...now].some(([worker, position]) => !isSame(position, before.get(worker)));
}

/** As a part of a batch's token: `2:64`, of the second spool `2=2:64`, joined by `+`. */
export function placeOf(positions: SpoolPositions): string {
  const places = positionEntries(positions).map(({ worker, segment, offset }) =>
    worker === 1 ? `${segment}:${offset}` : `${worker}=${segment}:${offset}`,
  );
  return places.length === 0 ? "0:0" : places.join("+");
}
