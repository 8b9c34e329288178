/** Messages that the CSMS asked for: a station's answer to a trigger looks like any other message. */
import type { Trigger } from "./live.ts";
import { type Turn, updateLive } from "./turn.ts";

/** True where this message was asked for; it is then no longer awaited. */
export function takeTrigger(turn: Turn, message: string, connectorId: number | null): boolean {
  const { triggers } = turn.state.live;
  const due = triggers.find(
    (each) =>
      each.message === message &&
      each.deadlineMs > turn.nowMs &&
      (each.connectorId === null || connectorId === null || each.connectorId === connectorId),
  );
  if (due === undefined) return false;
  // Asked of all connectors, each of them may answer.
  if (due.connectorId !== null || connectorId === null) {
    updateLive(turn, { triggers: triggers.filter((each) => each !== due) });
  }
  return true;
}

export function addTrigger(turn: Turn, trigger: Trigger): void {
  const kept = turn.state.live.triggers.filter(({ deadlineMs }) => deadlineMs > turn.nowMs);
  updateLive(turn, { triggers: [...kept, trigger] });
}
