/**
 * What a 1.6 station keeps of the CSMS's orders: reservations (1.6 §5.13) and the version of the
 * local list (1.6 §5.15). In: commands. Out: answers, and whose a connector is.
 */
import type { JsonObject } from "../exchange/message.ts";
import { numberOf, textOf } from "./json-fields.ts";
import type { Connector } from "./session.ts";
import type { SimulatedTime } from "./time.ts";

export type Memory16 = {
  /** The status of ReserveNow.conf. */
  readonly reserve: (payload: JsonObject) => string;
  /** The connector that is free again; null where nothing was reserved so. */
  readonly cancel: (reservationId: number) => number | null;
  /** For a card on a connector: its reservation, which is used up by that. */
  readonly use: (connectorId: number, idTag: string) => number | null;
  /** -1 would say that it has no list. */
  readonly listVersion: () => number;
  readonly updateList: (payload: JsonObject) => string;
};

type Reservation = { readonly connectorId: number; readonly idTag: string };

/** More than a station has connectors. */
const RESERVATIONS_MAX = 100;

export function createMemory16(
  connectors: readonly Connector[],
  { time, expired }: { readonly time: SimulatedTime; readonly expired: (id: number) => void },
): Memory16 {
  const reservations = new Map<number, Reservation>();
  let listVersion = 0;
  return {
    reserve(payload) {
      const connectorId = numberOf(payload, "connectorId") ?? 0;
      const reservationId = numberOf(payload, "reservationId");
      const [idTag, expiry] = [textOf(payload, "idTag"), textOf(payload, "expiryDate")];
      const connector = connectors.find(({ id }) => id === connectorId);
      if (connector === undefined || reservationId === undefined || idTag === undefined) {
        return "Rejected";
      }
      if (!connector.isOperative) return "Unavailable";
      const isTaken = [...reservations].some(
        ([id, other]) => id !== reservationId && other.connectorId === connectorId,
      );
      if (connector.session !== null || isTaken) return "Occupied";
      if (reservations.size >= RESERVATIONS_MAX) return "Rejected";
      const reservation = { connectorId, idTag };
      reservations.set(reservationId, reservation);
      time.after(Date.parse(expiry ?? "") - time.nowMs() || 0, () => {
        if (reservations.get(reservationId) !== reservation) return;
        reservations.delete(reservationId);
        expired(connectorId);
      });
      return "Accepted";
    },
    cancel(reservationId) {
      const { connectorId } = reservations.get(reservationId) ?? { connectorId: null };
      reservations.delete(reservationId);
      return connectorId;
    },
    use(connectorId, idTag) {
      for (const [id, reservation] of reservations) {
        if (reservation.connectorId !== connectorId || reservation.idTag !== idTag) continue;
        reservations.delete(id);
        return id;
      }
      return null;
    },
    listVersion: () => listVersion,
    updateList(payload) {
      const version = numberOf(payload, "listVersion") ?? 0;
      const isFull = textOf(payload, "updateType") === "Full";
      if (!isFull && version <= listVersion) return "VersionMismatch";
      listVersion = version;
      return "Accepted";
    },
  };
}
