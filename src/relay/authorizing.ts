/**
 * A station's request waits while its password is checked. In: a request and what came behind its
 * head. Out: the request goes on with everything that was sent meanwhile, or is refused.
 */
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { keepEarlyBytes } from "./early-bytes.ts";
import { type RefusalDeps, refuseStation } from "./handshake.ts";
import type { RequestHead } from "./head.ts";
import type { Refusal } from "./refusal.ts";
import type { StationAuth } from "./station-auth.ts";
import type { StationRequest } from "./station-request.ts";

export type GoOn = (asked: StationRequest, head: RequestHead, rest: Buffer) => void;

export type Authorizing = {
  /** At once where there is nothing to check. */
  readonly begin: GoOn;
};

const GONE: Refusal = { status: 400, sentence: "ocpptap: the station went away." };

export function createAuthorizing(
  goOn: GoOn,
  deps: RefusalDeps & {
    readonly auth: StationAuth;
    /** Those under way, for whoever waits for their end. */
    readonly checking: Set<Promise<void>>;
  },
): Authorizing {
  const { checking } = deps;

  async function wait(asked: StationRequest, rest: Buffer, verdict: Promise<Refusal | null>) {
    const kept = keepEarlyBytes(asked.socket, rest, limits.earlyBytesMax);
    const refusal = await verdict;
    const early = Buffer.concat(kept.take());
    if (refusal !== null || asked.head === null || kept.gone.is()) {
      refuseStation(asked, refusal ?? GONE, deps);
      return;
    }
    goOn(asked, asked.head, early);
    asked.socket.resume();
  }

  return {
    begin(asked, head, rest) {
      const verdict = deps.auth.admit(asked);
      if (verdict === null) {
        goOn(asked, head, rest);
        return;
      }
      const checked = wait(asked, rest, verdict).catch((thrown: unknown) => {
        // A fault of ours ends this link and no other.
        asked.socket.destroy();
        deps.observe({ name: "bug", role: "relay", where: "auth", problem: problemOf(thrown) });
      });
      checking.add(checked);
      void checked.finally(() => checking.delete(checked));
    },
  };
}
