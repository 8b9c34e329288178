/** ReserveNow and CancelReservation. */
import { textIn } from "../../findings/fields.ts";
import { answerWith, askFor, type Block } from "../block.ts";
import { integerAt, isoOf, timeMsOf } from "../convert.ts";
import { fieldOf, present } from "../json.ts";
import { addressOf } from "../topology.ts";
import { command16, rejected } from "./command.ts";
import { cardOf, remoteTokenOf } from "./id-tags.ts";

const statuses = ["Accepted", "Faulted", "Occupied", "Rejected", "Unavailable"];

const reserveNow = command16("ReserveNow", {
  ask(turn, { payload }) {
    const connectorId = integerAt(payload, "connectorId") ?? 0;
    const address = connectorId === 0 ? null : addressOf(turn, connectorId);
    const expiryMs = timeMsOf(fieldOf(payload, "expiryDate"));
    const id = integerAt(payload, "reservationId");
    const isUnknown = connectorId !== 0 && address === null;
    if (isUnknown || expiryMs === null || id === null) return answerWith(rejected);
    const parent = textIn(payload, "parentIdTag");
    return askFor(
      "ReserveNow",
      present({
        ...{ id, expiryDateTime: isoOf(expiryMs), evseId: address?.id },
        idToken: cardOf(turn, textIn(payload, "idTag")),
        groupIdToken: parent === "" ? undefined : remoteTokenOf(turn, parent),
      }),
    );
  },
  told: (_turn, _call, payload) => ({
    status: statuses.find((each) => each === textIn(payload, "status")) ?? "Rejected",
  }),
  negative: rejected,
  lacking: null,
});

const cancelReservation = command16("CancelReservation", {
  ask(_turn, { payload }) {
    const reservationId = integerAt(payload, "reservationId");
    if (reservationId === null) return answerWith(rejected);
    return askFor("CancelReservation", { reservationId });
  },
  told: (_turn, _call, payload) =>
    textIn(payload, "status") === "Accepted" ? { status: "Accepted" } : rejected,
  negative: rejected,
  lacking: null,
});

export const reservationReverseBlock: Block = {
  name: "reverse.reservation",
  commands: [reserveNow, cancelReservation],
};
