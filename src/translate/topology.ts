/**
 * 1.6 connectors ⇄ EVSEs and their connectors. Unless an operator says otherwise, connector n is
 * connector 1 of EVSE n, and connector 0 is the station.
 */
import { limits } from "../base/limits.ts";
import type { JsonObject } from "../exchange/message.ts";
import { integerIn } from "../findings/fields.ts";
import { at, type State } from "./state.ts";
import { openTransactionOn } from "./transaction-state.ts";
import type { Turn } from "./turn.ts";

export type Address = JsonObject & { readonly id: number; readonly connectorId: number };

type Known = Pick<Turn, "settings"> & { readonly state: State };

/** Null for the station itself, and for what an explicit topology does not list. */
export function addressOf(
  { settings }: Pick<Known, "settings">,
  connectorId: number,
): Address | null {
  if (connectorId < 1 || connectorId > limits.translatedConnectorsMax) return null;
  if (settings.topology === "auto") return { id: connectorId, connectorId: 1 };
  const entry = settings.topology.find((each) => each.connectorId === connectorId);
  return entry === undefined ? null : { id: entry.evseId, connectorId: entry.evseConnectorId };
}

/** All that are known of, in order. A station has at least one. */
export function connectorIdsOf({ settings, state }: Known): readonly number[] {
  if (settings.topology !== "auto") return settings.topology.map(({ connectorId }) => connectorId);
  const told = Number(at(state.configuration, "numberofconnectors")?.value ?? 0);
  const seen = Object.values(state.connectors).map(({ connectorId }) => connectorId);
  const most = Math.max(1, ...seen, Number.isInteger(told) ? told : 0);
  const count = Math.min(most, limits.translatedConnectorsMax);
  return Array.from({ length: count }, (_, index) => index + 1);
}

export function evseIdsOf(known: Known): readonly number[] {
  const ids = connectorIdsOf(known).map((each) => addressOf(known, each)?.id ?? 0);
  return [...new Set(ids)].sort((one, other) => one - other);
}

/** The 1.6 connectors of a 2.0.1 address, [0] for the station; null for what is not there. */
export function connectorsAt(known: Known, evse: unknown): readonly number[] | null {
  const id = integerIn(evse, "id") ?? 0;
  if (id === 0) return [0];
  const connectorId = integerIn(evse, "connectorId");
  const found = connectorIdsOf(known).filter((each) => {
    const address = addressOf(known, each);
    return address?.id === id && (connectorId === null || address.connectorId === connectorId);
  });
  return found.length === 0 ? null : found;
}

/** Of several connectors of one EVSE, the one that is in use or about to be; else the first. */
export function connectorInUse(state: State, connectorIds: readonly number[]): number {
  const busy =
    connectorIds.find((each) => openTransactionOn(state, each) !== null) ??
    connectorIds.find((each) => at(state.connectors, String(each))?.status === "Preparing");
  return busy ?? connectorIds[0] ?? 0;
}
