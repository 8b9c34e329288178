/** How often a child ended, how, and what that means for its next start. */
import { limits } from "../base/limits.ts";

export type Ends = {
  /** It is about to be killed, because it hangs. */
  readonly hung: () => void;
  /** It ended. Out: the pause before its next start, and how many short lives came in a row. */
  readonly ended: (
    how: string,
    livedMs: number,
  ) => { readonly restartMs: number; readonly times: number };
  /** In words; empty where it never ended. */
  readonly told: (role: string) => string;
};

export function countEnds(): Ends {
  let restartMs = 0;
  /** In a row, each soon after its start. */
  let times = 0;
  let all = 0;
  let last = "";
  let isHung = false;
  return {
    hung() {
      isHung = true;
    },
    ended(how: string, livedMs: number) {
      if (livedMs > limits.restartResetMs) {
        restartMs = 0;
        times = 0;
      }
      restartMs = Math.min(Math.max(restartMs * 2, limits.restartMsMin), limits.restartMsMax);
      times += 1;
      all += 1;
      last = isHung ? "it hung" : how;
      isHung = false;
      return { restartMs, times };
    },
    told(role: string): string {
      if (all === 0) return "";
      const looping = times >= limits.childLoopsMin ? `, ${times} times in a row` : "";
      const often = all === 1 ? "once" : `${all} times`;
      return `${role} was started again ${often}${looping}, last after ${last}`;
    },
  };
}
