/** A step under way, for functions that blocks call; what they do to it is in its state. */
import type { Turn } from "../../src/translate/turn.ts";
import type { Stage } from "./stage.ts";

export function turnOf({ state, now, settings }: Stage): Turn {
  return { nowMs: now, settings, cause: null, state, effects: [], ended: [] };
}
