/**
 * Findings of the store, each once, whoever wrote them. In: where an earlier run stood. Out: pages
 * of new findings. Promised: none that becomes visible within `limits.alertOverlapMs` of others
 * with the same time is missed; memory is bounded.
 */
import { limits } from "../base/limits.ts";
import {
  countFed,
  type FedFinding,
  type FeedCondition,
  type FeedPlace,
  readFed,
  readFeedEnd,
} from "../query/finding-feed.ts";
import type { QueryDeps } from "../query/reader.ts";

/** How far an earlier run came. */
export type Followed = {
  readonly place: FeedPlace;
  /** Nothing up to here is looked for any more. */
  readonly floor: FeedPlace;
  /** Known ones from there to the place. */
  readonly seen: readonly FeedPlace[];
};

export type Follower = {
  /** The next findings; none: everything has been seen. One call at a time. */
  readonly next: () => Promise<readonly FedFinding[]>;
  /** Null: nothing has been followed yet. */
  readonly followed: () => Followed | null;
};

export function createFollower(
  conditions: readonly FeedCondition[],
  before: Followed | null,
  deps: QueryDeps,
): Follower {
  let place = before?.place ?? null;
  let floor = before?.floor ?? null;
  const seen = new Map((before?.seen ?? []).map((each) => [nameOf(each), each]));

  const cut = () => ({
    conditions,
    sinceUs: Math.max(0, deps.clock.nowUs() - limits.alertFindingAgeMs * 1000),
  });

  /** Returns the new floor: what is below it is forgotten. */
  function remember(found: readonly FedFinding[], to: FeedPlace, from: FeedPlace): FeedPlace {
    for (const each of found) seen.set(nameOf(each.place), each.place);
    const oldest = { us: to.us - limits.alertOverlapMs * 1000, key: "0" };
    let lowest = isLater(oldest, from) ? oldest : from;
    if (seen.size > limits.alertSeenMax) {
      const places = [...seen.values()].toSorted((one, other) => (isLater(one, other) ? 1 : -1));
      const last = places[places.length - limits.alertSeenMax - 1];
      if (last !== undefined && isLater(last, lowest)) lowest = last;
    }
    for (const [name, each] of seen) if (!isLater(each, lowest)) seen.delete(name);
    return lowest;
  }

  /** What became visible after others that had been inserted at the same time or later. */
  async function late(from: FeedPlace, to: FeedPlace): Promise<readonly FedFinding[]> {
    const count = await countFed(cut(), { after: from, to }, deps);
    if (count <= seen.size) return [];
    const found: FedFinding[] = [];
    for (let after = from; found.length < limits.alertPageRowsMax; ) {
      const page = await readFed(cut(), { after, limit: limits.alertPageRowsMax }, deps);
      const old = page.filter((each) => !isLater(each.place, to));
      found.push(...old.filter((each) => !seen.has(nameOf(each.place))));
      const last = page.at(-1);
      const isEnd = page.length < limits.alertPageRowsMax || old.length < page.length;
      if (last === undefined || isEnd) break;
      after = last.place;
    }
    return found;
  }

  return {
    async next() {
      place ??= await readFeedEnd(deps);
      floor ??= place;
      const missed = await late(floor, place);
      const page = await readFed(cut(), { after: place, limit: limits.alertPageRowsMax }, deps);
      const found = [...missed, ...page];
      const end = page.at(-1)?.place ?? place;
      if (found.length > 0) floor = remember(found, end, floor);
      place = end;
      return found;
    },
    followed: () =>
      place === null || floor === null ? null : { place, floor, seen: [...seen.values()] },
  };
}

function nameOf({ us, key }: FeedPlace): string {
  return `${us} ${key}`;
}

function isLater(one: FeedPlace, other: FeedPlace): boolean {
  return one.us > other.us || (one.us === other.us && BigInt(one.key) > BigInt(other.key));
}
