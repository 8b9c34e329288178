/** Numbers that 2.0.1 wants of a CSMS and 1.6 does not give. */
import { type Turn, updateStation } from "../turn.ts";

/** Far from those that a CSMS counts up itself, and in 32 bits for a lifetime. */
const FIRST = 1_000_000_000;

export function takeRequestId(turn: Turn): number {
  const { nextRequestId } = turn.state.station;
  updateStation(turn, { nextRequestId: nextRequestId + 1 });
  return FIRST + (nextRequestId % FIRST);
}
