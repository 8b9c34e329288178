/** The nine statuses of 1.6: what 2.0.1 calls them, and what they say of a transaction. */
import { limits } from "../base/limits.ts";
import { at, type Connector, type State, withEntry } from "./state.ts";
import { type Turn, update } from "./turn.ts";

export type ConnectorStatus = "Available" | "Occupied" | "Reserved" | "Unavailable" | "Faulted";

/** `chargingState` null: unchanged by this status. */
type Meaning = { readonly status: ConnectorStatus; readonly chargingState: string | null };

const meanings: ReadonlyMap<string, Meaning> = new Map([
  ["Available", { status: "Available", chargingState: "Idle" }],
  ["Preparing", { status: "Occupied", chargingState: "EVConnected" }],
  ["Charging", { status: "Occupied", chargingState: "Charging" }],
  ["SuspendedEV", { status: "Occupied", chargingState: "SuspendedEV" }],
  ["SuspendedEVSE", { status: "Occupied", chargingState: "SuspendedEVSE" }],
  ["Finishing", { status: "Occupied", chargingState: "EVConnected" }],
  ["Reserved", { status: "Reserved", chargingState: null }],
  ["Unavailable", { status: "Unavailable", chargingState: null }],
  ["Faulted", { status: "Faulted", chargingState: null }],
]);

export const statuses16: readonly string[] = [...meanings.keys()];

export function connectorStatusOf(status: string): ConnectorStatus | null {
  return meanings.get(status)?.status ?? null;
}

export function chargingStateOf(status: string): string | null {
  return meanings.get(status)?.chargingState ?? null;
}

const unknown = { status: "", statusAtMs: 0, seenAtMs: 0, sentStatus: null };

export function connectorOf(state: State, connectorId: number): Connector {
  const known = at(state.connectors, String(connectorId));
  return known ?? { connectorId, ...unknown, history: [], errors: [] };
}

export function putConnector(turn: Turn, connector: Connector): void {
  const key = String(connector.connectorId);
  update(turn, { connectors: withEntry(turn.state.connectors, key, connector) });
}

/** The connector with this status, and its earlier ones to date old events by. */
export function withStatus(
  connector: Connector,
  { status, atMs, nowMs }: { status: string; atMs: number; nowMs: number },
): Connector {
  const { history } = connector;
  const isSame = history.at(-1)?.status === status;
  const added = isSame ? history : [...history, { atMs, status }];
  return {
    ...connector,
    status,
    statusAtMs: atMs,
    seenAtMs: isSame && connector.seenAtMs !== 0 ? connector.seenAtMs : nowMs,
    history: added.slice(-limits.statusHistoryMax),
  };
}

/** By the history where the event is old; null where nothing is known of that time. */
export function chargingStateAt(
  connector: Connector,
  { atMs, isOld }: { readonly atMs: number; readonly isOld: boolean },
): string | null {
  const status = isOld
    ? (connector.history.findLast((each) => each.atMs <= atMs)?.status ?? "")
    : connector.status;
  return chargingStateOf(status);
}
