/**
 * EVSEs and their connectors → 1.6's connectors. Unless a topology says otherwise EVSE n is
 * connector n with all its connectors, and what is no EVSE is the station: connector 0.
 */
import { limits } from "../../base/limits.ts";
import type { Json, JsonObject } from "../../exchange/message.ts";
import { integerAt } from "../convert.ts";
import { at, type Place, withEntry } from "../state.ts";
import { addressOf } from "../topology.ts";
import { lose, type Turn, update } from "../turn.ts";

/** Null for what is not there. `evse` as 2.0.1 writes it; 0 or nothing is the station. */
export function connectorIdAt(turn: Pick<Turn, "settings">, evse: Json | undefined): number | null {
  const id = integerAt(evse ?? null, "id") ?? 0;
  if (id === 0) return 0;
  const connectorId = integerAt(evse ?? null, "connectorId");
  const { topology } = turn.settings;
  if (topology === "auto") return id > 0 && id <= limits.translatedConnectorsMax ? id : null;
  const found = topology.find(
    (each) => each.evseId === id && (connectorId === null || each.evseConnectorId === connectorId),
  );
  return found?.connectorId ?? null;
}

/** Null for what a topology does not list. The connector is named where its EVSE has several. */
export function evseOf(turn: Turn, connectorId: number): JsonObject | null {
  const address = addressOf(turn, connectorId);
  if (address === null) return null;
  const { topology } = turn.settings;
  const isShared =
    topology !== "auto" && topology.filter(({ evseId }) => evseId === address.id).length > 1;
  return isShared ? address : { id: address.id };
}

export function putPlace(turn: Turn, place: Place): void {
  const key = `${place.evseId}.${place.connectorId}`;
  const { places } = turn.state;
  const isFull = Object.keys(places).length >= limits.translatedConnectorsMax;
  if (isFull && at(places, key) === null) return;
  const isSecond = Object.values(places).some(
    (each) => each.evseId === place.evseId && each.connectorId !== place.connectorId,
  );
  if (isSecond && turn.settings.topology === "auto") {
    lose(turn, "connectors-share", `EVSE ${place.evseId}`);
  }
  update(turn, { places: withEntry(places, key, place) });
}

/** Whatever is busy shows first, then what can be used. */
const order = ["Occupied", "Reserved", "Available", "Faulted", "Unavailable"];

/** 2.0.1's status of a connector of 1.6; "" while nothing is known. */
export function statusAt(turn: Turn, connectorId: number): string {
  const here = Object.values(turn.state.places).filter(
    (each) =>
      connectorIdAt(turn, { id: each.evseId, connectorId: each.connectorId }) === connectorId,
  );
  return order.find((status) => here.some((each) => each.status === status)) ?? "";
}
