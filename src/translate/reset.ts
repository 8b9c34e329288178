/**
 * Reset. 2.0.1's Immediate ends transactions in order, which is 1.6's Soft; its OnIdle waits for
 * them, which 1.6 cannot: the reset is kept here until the station is idle.
 */
import { limits } from "../base/limits.ts";
import { integerIn, textIn } from "../findings/fields.ts";
import { answerWith, askFor, type Block, command, statusOf } from "./block.ts";
import { connectorOf } from "./connector-status.ts";
import { fieldOf } from "./json.ts";
import type { Settings } from "./settings.ts";
import type { State } from "./state.ts";
import { evseIdsOf } from "./topology.ts";
import { openTransactionOn, openTransactions } from "./transaction-state.ts";
import { ask, continuing, lose, type Turn, updateLive, updateStation } from "./turn.ts";
import { switchNetwork } from "./upstream.ts";

const busy = new Set(["Preparing", "Charging", "SuspendedEV", "SuspendedEVSE", "Finishing"]);

function isIdle(state: State): boolean {
  const isAnyBusy = Object.values(state.connectors).some(({ connectorId }) =>
    busy.has(connectorOf(state, connectorId).status),
  );
  return !isAnyBusy && openTransactions(state).length === 0;
}

const reset = command("Reset", {
  ask(turn, call) {
    const evseId = fieldOf(call.payload, "evseId");
    const evseIds = evseIdsOf(turn);
    if (evseId !== undefined && (evseIds.length !== 1 || evseId !== evseIds[0])) {
      lose(turn, "per-evse-reset", `EVSE ${integerIn(call.payload, "evseId") ?? "?"}`);
      return answerWith(statusOf("Rejected", "UnsupportedParam"));
    }
    if (switchNetwork(turn)) return answerWith({ status: "Accepted" });
    const isOpen = openTransactions(turn.state).length > 0;
    if (textIn(call.payload, "type") === "OnIdle") {
      if (isIdle(turn.state)) return askFor("Reset", { type: "Soft" });
      updateStation(turn, { resetDeferred: true });
      updateLive(turn, { idleSinceMs: null });
      return answerWith({ status: "Scheduled" });
    }
    const { resetImmediate } = turn.settings;
    const type = resetImmediate === "auto" ? (isOpen ? "Soft" : "Hard") : resetImmediate;
    return askFor("Reset", { type });
  },
  told(turn, _call, payload) {
    if (textIn(payload, "status") !== "Accepted") return { status: "Rejected" };
    updateStation(turn, { resetSent: { atMs: turn.nowMs, isScheduled: false } });
    return { status: "Accepted" };
  },
  negative: (reasonCode) => statusOf("Rejected", reasonCode),
});

/** Free connectors that nobody shall begin to use before the reset. */
function toDrain({ settings, state }: Pick<Turn, "settings" | "state">): readonly number[] {
  const { resetDeferred, drained } = state.station;
  if (!settings.drainOnIdle || !resetDeferred) return [];
  return Object.values(state.connectors).flatMap(({ connectorId, status }) => {
    const isDrained = drained.some((each) => each.connectorId === connectorId);
    const isFree = connectorId !== 0 && status === "Available" && !isDrained;
    return isFree && openTransactionOn(state, connectorId) === null ? [connectorId] : [];
  });
}

function setAvailability(turn: Turn, connectorId: number, type: "Inoperative" | "Operative"): void {
  const payload = { connectorId, type };
  ask(turn, "station", { action: "ChangeAvailability", payload, isOwn: true });
}

/** After the reset, or where there will be none. */
export function restoreDrained(turn: Turn): void {
  const { drained, resetDeferred } = turn.state.station;
  if (drained.length === 0 || resetDeferred) return;
  updateStation(turn, { drained: [] });
  for (const { connectorId, isOurs } of drained) {
    if (isOurs) setAvailability(turn, connectorId, "Operative");
  }
}

/** The CSMS has decided about this connector, or about all of them by 0. */
export function notDrained(turn: Turn, connectorId: number): void {
  const { drained } = turn.state.station;
  const isMeant = (each: number) => connectorId === 0 || each === connectorId;
  if (!drained.some((each) => each.isOurs && isMeant(each.connectorId))) return;
  updateStation(turn, {
    drained: drained.map((each) => (isMeant(each.connectorId) ? { ...each, isOurs: false } : each)),
  });
}

/** The station is told once it has been idle for a while; 0 where that has to be looked at. */
function resetDueMs(state: State, settings: Settings): number {
  const { station, live } = state;
  if (!station.resetDeferred || live.station.upSinceMs === null) return Number.POSITIVE_INFINITY;
  if (toDrain({ settings, state }).length > 0) return 0;
  const isFree = isIdle(state);
  if (isFree && live.idleSinceMs !== null) return live.idleSinceMs + limits.idleBeforeResetMs;
  return isFree === (live.idleSinceMs !== null) ? Number.POSITIVE_INFINITY : 0;
}

function resetWhenIdle(turn: Turn): void {
  if (resetDueMs(turn.state, turn.settings) > turn.nowMs) return;
  const free = toDrain(turn);
  if (free.length > 0) {
    const added = free.map((connectorId) => ({ connectorId, isOurs: true }));
    updateStation(turn, { drained: [...turn.state.station.drained, ...added] });
  }
  for (const connectorId of free) setAvailability(turn, connectorId, "Inoperative");
  if (!isIdle(turn.state)) {
    updateLive(turn, { idleSinceMs: null });
  } else if (turn.state.live.idleSinceMs === null) {
    updateLive(turn, { idleSinceMs: turn.nowMs });
  } else {
    updateStation(turn, { resetDeferred: false });
    const payload = { type: "Soft" };
    ask(turn, "station", { action: "Reset", payload, continuation: done.with(null), isOwn: true });
  }
}

const done = continuing<null>("reset.done", (turn, outcome) => {
  if (outcome.kind === "result" && textIn(outcome.payload, "status") === "Accepted") {
    updateStation(turn, { resetSent: { atMs: turn.nowMs, isScheduled: true } });
    return;
  }
  // A refusal is final, as it would have been at once; silence is not.
  const isUndecided = outcome.kind === "closed" || outcome.kind === "timeout";
  updateStation(turn, { resetDeferred: isUndecided });
  restoreDrained(turn);
  updateLive(turn, { idleSinceMs: null });
});

export const resetBlock: Block = {
  name: "reset",
  commands: [reset],
  continuings: [done],
  dueMs: resetDueMs,
  tick: resetWhenIdle,
};
