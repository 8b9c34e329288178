/**
 * Message ids of our own calls on one link. In: ids that the CSMS uses. Out: ids of ours. Promised:
 * none is given twice, and none is one that the CSMS has used or uses while ours counts; where the
 * CSMS uses one that begins as ours do, that one is the CSMS's.
 */
import { limits } from "../base/limits.ts";

export type CallIds = {
  /** Null: the CSMS's look like ours, so none is safe. */
  readonly next: () => string | null;
  /** A call of the CSMS has this id. */
  readonly met: (messageId: string) => void;
  /** Given by `next`, and not used by the CSMS since. */
  readonly isOurs: (messageId: string) => boolean;
};

type Series = { readonly prefix: string; given: number };

/** `randomPrefix`: 12 to 24 characters that nobody can guess (ids have at most 36). */
export function createCallIds(randomPrefix: () => string): CallIds {
  const begin = (): Series => ({ prefix: randomPrefix(), given: 0 });
  let current = begin();
  const series = [current];
  const foreign = new Set<string>();

  const seriesOf = (id: string) => series.find(({ prefix }) => id.startsWith(`${prefix}-`));
  return {
    next() {
      if (foreign.size >= limits.foreignIdsMax) return null;
      current.given += 1;
      return `${current.prefix}-${current.given}`;
    },
    met(messageId) {
      if (foreign.size >= limits.foreignIdsMax || seriesOf(messageId) === undefined) return;
      foreign.add(messageId);
      current = begin();
      series.push(current);
    },
    isOurs(messageId) {
      const of = seriesOf(messageId);
      if (of === undefined || foreign.has(messageId)) return false;
      const number = messageId.slice(of.prefix.length + 1);
      return /^[1-9]\d*$/.test(number) && Number(number) <= of.given;
    },
  };
}
