/**
 * What becomes of reservations. 1.6 never tells, so it is concluded: from the clock, from the
 * reserved connector's status, and from the start that uses it.
 */
import { at, withEntry } from "./state.ts";
import { keep, type Turn, update } from "./turn.ts";

export function dropReservation(turn: Turn, reservationId: number): void {
  const reservations = withEntry(turn.state.reservations, String(reservationId), null);
  if (at(turn.state.reservations, String(reservationId)) !== null) update(turn, { reservations });
}

export function endReservation(
  turn: Turn,
  reservationId: number,
  reservationUpdateStatus: "Expired" | "Removed",
): void {
  dropReservation(turn, reservationId);
  const payload = { reservationId, reservationUpdateStatus };
  keep(turn, { action: "ReservationStatusUpdate", payload });
}

/** Reserved → Available is the end of a reservation, unless the time or a cancellation ended it. */
export function connectorBecame(
  turn: Turn,
  {
    connectorId,
    before,
    after,
  }: { readonly connectorId: number; readonly before: string; readonly after: string },
): void {
  const isBroken = after === "Faulted" || after === "Unavailable";
  const isFree = before === "Reserved" && after === "Available";
  if (!isBroken && !isFree) return;
  for (const reservation of Object.values(turn.state.reservations)) {
    if (reservation.connectorId !== connectorId) continue;
    const isOver = reservation.expiresAtMs <= turn.nowMs;
    endReservation(turn, reservation.reservationId, isOver ? "Expired" : "Removed");
  }
}
