/** Follows the findings page by page; where the store does not answer, with growing pauses. */
import type { Clock } from "../base/clock.ts";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { FedFinding } from "../query/finding-feed.ts";
import type { Follower } from "./follower.ts";

export type Feeding = {
  /** True where something was found, or followed for the first time. Never rejects. */
  readonly follow: (take: (found: readonly FedFinding[]) => void) => Promise<boolean>;
  /** Null: the latest look went well. */
  readonly problem: () => string | null;
  /** Since when it has not gone well. */
  readonly failingSinceUs: () => number;
};

export function createFeeding(
  follower: Follower,
  { clock, observe }: { readonly clock: Clock; readonly observe: Observe },
): Feeding {
  let problem: string | null = "the store has not answered yet";
  let sinceUs = clock.nowUs();
  let tries = 0;
  let againUs = 0;

  function failed(thrown: unknown): void {
    if (problem === null) sinceUs = clock.nowUs();
    problem = problemOf(thrown);
    const waitMs = Math.min(limits.alertRetryMsMin * 2 ** tries, limits.alertRetryMsMax);
    tries = Math.min(tries + 1, 10);
    againUs = clock.nowUs() + waitMs * 1000;
    observe({ name: "alertsBehind", problem, waitMs });
  }

  return {
    async follow(take) {
      if (clock.nowUs() < againUs) return false;
      let isNews = follower.followed() === null;
      try {
        for (let pages = 0; pages < limits.alertPagesMax; pages += 1) {
          const found = await follower.next();
          problem = null;
          tries = 0;
          if (found.length === 0) break;
          take(found);
          isNews = true;
        }
      } catch (thrown) {
        failed(thrown);
      }
      return isNews && follower.followed() !== null;
    },
    problem: () => problem,
    failingSinceUs: () => sinceUs,
  };
}
