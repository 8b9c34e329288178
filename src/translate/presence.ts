/**
 * One leg without the other: under `mirror` neither is kept for long, so a station behaves as
 * offline when its CSMS is away, which is what its offline rules are for.
 */
import type { Block } from "./block.ts";
import type { Settings } from "./settings.ts";
import type { State } from "./state.ts";
import { isUp, updateLive } from "./turn.ts";

function graceEndsMs({ live }: State, { presence, upstreamGraceMs }: Settings): number {
  const stationUpMs = live.station.upSinceMs;
  const isAlone = stationUpMs !== null && live.csms.upSinceMs === null;
  if (presence !== "mirror" || !isAlone || live.isClosing) return Number.POSITIVE_INFINITY;
  return Math.max(stationUpMs, live.csms.downSinceMs ?? 0) + upstreamGraceMs;
}

export const presenceBlock: Block = {
  name: "presence",
  dueMs: graceEndsMs,
  tick(turn) {
    if (graceEndsMs(turn.state, turn.settings) > turn.nowMs) return;
    updateLive(turn, { isClosing: true });
    turn.effects.push({ kind: "close", leg: "station", reason: "the CSMS cannot be reached" });
  },
  legDown(turn, leg) {
    if (leg !== "station" || turn.settings.presence !== "mirror" || !isUp(turn, "csms")) return;
    turn.effects.push({ kind: "close", leg: "csms", reason: "the station is gone" });
  },
};
