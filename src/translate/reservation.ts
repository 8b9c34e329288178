/** ReserveNow and CancelReservation. */
import { limits } from "../base/limits.ts";
import type { Json } from "../exchange/message.ts";
import { integerIn, textIn } from "../findings/fields.ts";
import { answerWith, askFor, type Block, command, type Move, statusOf } from "./block.ts";
import { isOn } from "./configuration.ts";
import { connectorOf } from "./connector-status.ts";
import { timeMsOf } from "./convert.ts";
import { fieldOf, present } from "./json.ts";
import { dropReservation, endReservation } from "./reservation-state.ts";
import { withEntry } from "./state.ts";
import { idTagFor, parseIdToken } from "./tokens.ts";
import { connectorIdsOf, connectorsAt } from "./topology.ts";
import { type Call, type Turn, update } from "./turn.ts";

const rejected = (reasonCode: string) => statusOf("Rejected", reasonCode);

/** A text is the reason why there is none. */
function connectorFor(turn: Turn, payload: Json): number | string {
  const evseId = integerIn(payload, "evseId");
  const type = fieldOf(payload, "connectorType");
  if (evseId === null && type === undefined) {
    return isOn(turn.state, "ReserveConnectorZeroSupported") ? 0 : "UnsupportedParam";
  }
  const there = evseId === null ? connectorIdsOf(turn) : connectorsAt(turn, { id: evseId });
  if (there === null || there[0] === 0) return "UnknownEvse";
  const { topology } = turn.settings;
  const fitting =
    type === undefined || topology === "auto"
      ? there
      : there.filter((each) =>
          topology.some((entry) => entry.connectorId === each && entry.connectorType === type),
        );
  // Without a topology nobody knows the type of any.
  if (type !== undefined && (topology === "auto" || fitting.length === 0)) {
    return "UnknownConnectorType";
  }
  const free = fitting.find((each) => connectorOf(turn.state, each).status === "Available");
  return free ?? fitting[0] ?? "UnknownEvse";
}

function askReserve(turn: Turn, call: Call): Move {
  const connectorId = connectorFor(turn, call.payload);
  if (typeof connectorId === "string") return answerWith(rejected(connectorId));
  const idToken = parseIdToken(fieldOf(call.payload, "idToken"));
  const group = parseIdToken(fieldOf(call.payload, "groupIdToken"));
  if (idToken === null) return answerWith(rejected("InvalidIdToken"));
  return askFor(
    "ReserveNow",
    present({
      connectorId,
      expiryDate: fieldOf(call.payload, "expiryDateTime"),
      idTag: idTagFor(turn, idToken),
      parentIdTag: group === null ? undefined : idTagFor(turn, group),
      reservationId: fieldOf(call.payload, "id"),
    }),
  );
}

const statuses = ["Accepted", "Faulted", "Occupied", "Rejected", "Unavailable"];

const reserveNow = command("ReserveNow", {
  ask: askReserve,
  told(turn, call, payload) {
    const status = statuses.find((each) => each === textIn(payload, "status")) ?? "Rejected";
    const reservationId = integerIn(call.payload, "id");
    const connectorId = connectorFor(turn, call.payload);
    const idToken = parseIdToken(fieldOf(call.payload, "idToken"));
    const isKept = status === "Accepted" && reservationId !== null && idToken !== null;
    if (!isKept || typeof connectorId === "string") return { status };
    const expiresAtMs = timeMsOf(fieldOf(call.payload, "expiryDateTime")) ?? turn.nowMs;
    const reservation = { reservationId, connectorId, expiresAtMs, idTag: idTagFor(turn, idToken) };
    const kept = Object.entries(turn.state.reservations).slice(
      1 - limits.translatedReservationsMax,
    );
    const reservations = Object.fromEntries(kept);
    const key = String(reservationId);
    update(turn, { reservations: withEntry(reservations, key, reservation) });
    return { status };
  },
  negative: rejected,
});

const cancelReservation = command("CancelReservation", {
  ask: (_turn, call) =>
    askFor("CancelReservation", {
      reservationId: integerIn(call.payload, "reservationId") ?? 0,
    }),
  told(turn, call, payload) {
    if (textIn(payload, "status") !== "Accepted") return { status: "Rejected" };
    dropReservation(turn, integerIn(call.payload, "reservationId") ?? 0);
    return { status: "Accepted" };
  },
  negative: rejected,
});

export const reservationBlock: Block = {
  name: "reservation",
  commands: [reserveNow, cancelReservation],
  dueMs: ({ reservations }) =>
    Object.values(reservations).reduce(
      (first, { expiresAtMs }) => Math.min(first, expiresAtMs),
      Number.POSITIVE_INFINITY,
    ),
  tick(turn) {
    for (const { reservationId, expiresAtMs } of Object.values(turn.state.reservations)) {
      if (expiresAtMs <= turn.nowMs) endReservation(turn, reservationId, "Expired");
    }
  },
};
