/**
 * What we ask a station of our own accord once it is accepted: its whole configuration, which much
 * of the translation goes by, and the status of each connector that did not tell it by itself. The
 * CSMS's calls go first, and nothing here is worth asking twice.
 */
import { limits } from "../base/limits.ts";
import { textIn } from "../findings/fields.ts";
import type { Block } from "./block.ts";
import { learn, missingKeys } from "./configuration.ts";
import { listIn } from "./json.ts";
import type { Outcome } from "./live.ts";
import { isLacking } from "./rpc-errors.ts";
import type { Settings } from "./settings.ts";
import type { State } from "./state.ts";
import { connectorIdsOf } from "./topology.ts";
import { ask, continuing, isRegistered, type Turn, updateLive } from "./turn.ts";

/** The station has booted and is accepted: all that is known of it may be old. */
export function probeAfterBoot(turn: Turn): void {
  if (!turn.settings.probe) return;
  const configurationAtMs = turn.nowMs + limits.probeConfigurationMs;
  const statusesAtMs = turn.nowMs + limits.probeStatusesMs;
  updateLive(turn, { probe: { configurationAtMs, statusesAtMs, seen: [] } });
}

/** It was only away: what is known is asked no more. */
function probeAfterReconnection(turn: Turn): void {
  const { connectors, configuration } = turn.state;
  const known = Object.values(connectors).filter(({ status }) => status !== "");
  const isKnown = Object.keys(configuration).length > 0;
  probeAfterBoot(turn);
  const { probe } = turn.state.live;
  const seen = known.map(({ connectorId }) => connectorId);
  const configurationAtMs = isKnown ? null : probe.configurationAtMs;
  updateLive(turn, { probe: { ...probe, seen, configurationAtMs } });
}

/** This connector has told its status. */
export function noteSeen(turn: Turn, connectorId: number): void {
  const { probe } = turn.state.live;
  if (probe.statusesAtMs === null || probe.seen.includes(connectorId)) return;
  updateLive(turn, { probe: { ...probe, seen: [...probe.seen, connectorId] } });
}

function probeDueMs({ live, station }: State, { probe: isWanted }: Settings): number {
  const isPossible = live.station.upSinceMs !== null && station.registration === "Accepted";
  if (!isWanted || !isPossible) return Number.POSITIVE_INFINITY;
  const { configurationAtMs, statusesAtMs } = live.probe;
  const never = Number.POSITIVE_INFINITY;
  return Math.min(configurationAtMs ?? never, statusesAtMs ?? never);
}

function askWhatIsDue(turn: Turn): void {
  if (probeDueMs(turn.state, turn.settings) > turn.nowMs) return;
  const { probe } = turn.state.live;
  if (probe.configurationAtMs !== null && probe.configurationAtMs <= turn.nowMs) {
    updateLive(turn, { probe: { ...probe, configurationAtMs: null } });
    askConfiguration(turn, null);
    return;
  }
  updateLive(turn, { probe: { ...probe, statusesAtMs: null } });
  const silent = connectorIdsOf(turn).filter((each) => !probe.seen.includes(each));
  askStatus(turn, silent);
}

/** `missing` null: all keys. */
function askConfiguration(turn: Turn, missing: readonly string[] | null): void {
  const size = limits.configurationKeysPerCall;
  const payload = missing === null ? {} : { key: missing.slice(0, size) };
  const rest = missing === null ? null : missing.slice(size);
  const continuation = configured.with({ rest });
  ask(turn, "station", { action: "GetConfiguration", payload, continuation, isOwn: true });
}

const configured = continuing<{ rest: readonly string[] | null }>(
  "probe.configured",
  (turn, outcome, { rest }) => {
    if (outcome.kind !== "result") return;
    learn(turn, outcome.payload);
    const isAll = rest === null;
    const told = listIn(outcome.payload, "configurationKey");
    const next = isAll ? missingKeys(turn.state, told) : rest;
    if (next.length > 0) askConfiguration(turn, next);
  },
);

function askStatus(turn: Turn, [connectorId, ...rest]: readonly number[]): void {
  if (connectorId === undefined) return;
  const payload = { requestedMessage: "StatusNotification", connectorId };
  const continuation = triggered.with({ rest });
  ask(turn, "station", { action: "TriggerMessage", payload, continuation, isOwn: true });
}

function isUnable(outcome: Outcome): boolean {
  if (outcome.kind !== "result") return outcome.kind !== "error" || isLacking(outcome.code);
  return textIn(outcome.payload, "status") === "NotImplemented";
}

/** One after the other, and none after the first that shows that it is no use. */
const triggered = continuing<{ rest: readonly number[] }>(
  "probe.triggered",
  (turn, outcome, { rest }) => {
    if (!isUnable(outcome)) askStatus(turn, rest);
  },
);

export const probeBlock: Block = {
  name: "probe",
  continuings: [configured, triggered],
  dueMs: probeDueMs,
  tick: askWhatIsDue,
  legUp(turn, leg) {
    if (leg === "station" && isRegistered(turn)) probeAfterReconnection(turn);
  },
  legDown(turn, leg) {
    const probe = { configurationAtMs: null, statusesAtMs: null, seen: [] };
    if (leg === "station") updateLive(turn, { probe });
  },
};
