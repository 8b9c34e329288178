/** Functional blocks F, G and H of OCPP 2.0.1: remote control, availability, reservation. */
import type { ActionText } from "../text.ts";

const remote = "F Remote Control";
const availability = "G Availability";
const reservation = "H Reservation";

export const remoteControl201: readonly ActionText[] = [
  {
    action: "RequestStartTransaction",
    block: remote,
    purpose:
      "The CSMS asks the station to start a transaction for a token, usually for a driver with an app.",
    when: "When a driver starts from an app or an operator starts by hand, before or after the cable is plugged in.",
    mistakes: [
      "Accepted is only the promise to try: no cable within EVConnectionTimeOut and nothing starts; wait for TransactionEvent with this remoteStartId.",
      "remoteStartId is missing in the station's TransactionEvent, so the app cannot match the start.",
      "The profile sent along is not a TxProfile, or carries a transactionId, and the call is refused.",
    ],
    counterparts: { "1.6": ["RemoteStartTransaction"], "2.1": ["RequestStartTransaction"] },
    request: {
      evseId: "The EVSE to use; absent leaves the choice to station and driver.",
      groupIdToken:
        "Group of the token, so that another token of the group may stop the transaction.",
      idToken: "For whom the transaction is started.",
      remoteStartId: "Number by which the station's TransactionEvent refers back to this call.",
      chargingProfile: "Charging profile for the transaction, a TxProfile without transactionId.",
    },
    response: {
      status: "Whether the station will try to start.",
      transactionId: "The transaction, if one was already running because the cable is plugged in.",
    },
  },
  {
    action: "RequestStopTransaction",
    block: remote,
    purpose: "The CSMS asks the station to end a running transaction.",
    when: "When a driver stops from an app, or an operator ends it.",
    mistakes: [
      "A transaction that has ended meanwhile is Rejected; take it as ended rather than retry.",
      "Accepted does not mean ended: wait for TransactionEvent with Ended, or with chargingState if it goes on until the cable is out.",
    ],
    counterparts: { "1.6": ["RemoteStopTransaction"], "2.1": ["RequestStopTransaction"] },
    request: { transactionId: "The transaction to end." },
    response: { status: "Whether the station will end it." },
  },
  {
    action: "UnlockConnector",
    block: remote,
    purpose: "The CSMS asks the station to release the plug of a driver whose cable is stuck.",
    when: "On a call to the helpdesk; not as a way to stop charging.",
    mistakes: [
      "With an authorized transaction running it answers OngoingAuthorizedTransaction; stop the transaction first.",
      "A station with a fixed cable has nothing to unlock and may answer UnlockFailed.",
    ],
    counterparts: { "1.6": ["UnlockConnector"], "2.1": ["UnlockConnector"] },
    request: {
      evseId: "The EVSE with the stuck plug.",
      connectorId: "The connector of that EVSE.",
    },
    response: { status: "Whether the plug was released." },
  },
  {
    action: "TriggerMessage",
    block: remote,
    purpose: "The CSMS asks the station to send a certain message now.",
    when: "When the CSMS lacks information, e.g. the status after it was restarted.",
    mistakes: [
      "Accepted is not followed by the message; some stations accept every trigger, so set a time limit.",
      "Asked without evse, StatusNotification or MeterValues should come for all; some stations send only one.",
      "A station that is Pending answers triggers, too: that is how a CSMS asks for a new BootNotification.",
    ],
    counterparts: {
      "1.6": ["TriggerMessage", "ExtendedTriggerMessage"],
      "2.1": ["TriggerMessage"],
    },
    request: {
      evse: "What the message shall be about; absent means the whole station.",
      requestedMessage: "Which message is wanted.",
    },
    response: { status: "Whether the message will be sent." },
  },
  {
    action: "StatusNotification",
    block: availability,
    purpose: "The station reports the state of one connector.",
    when: "After boot for every connector, and when a connector's state changes.",
    mistakes: [
      "A connector that is not reported after a boot keeps its old state in the CSMS; trigger StatusNotification.",
      "2.0.1 has five states only: whether a vehicle charges or waits is in chargingState of TransactionEvent.",
      "A loose contact sends many changes a second; the station should wait for a stable state.",
    ],
    counterparts: { "1.6": ["StatusNotification"], "2.1": ["StatusNotification", "NotifyEvent"] },
    request: {
      timestamp: "When the state was entered.",
      connectorStatus: "The state of the connector.",
      evseId: "The EVSE of the connector, from 1.",
      connectorId: "The connector within that EVSE, from 1.",
    },
    response: {},
  },
  {
    action: "Heartbeat",
    block: availability,
    purpose: "The station shows that it is alive and gets the time.",
    when: "When nothing was sent for the interval that the BootNotification answer gave.",
    mistakes: [
      "It is sent every few seconds although pings watch the link; raise the interval.",
      "A missing heartbeat alone does not prove the station dead, as any message replaces one.",
    ],
    counterparts: { "1.6": ["Heartbeat"], "2.1": ["Heartbeat"] },
    request: {},
    response: {
      currentTime: "The time of the CSMS in UTC, by which the station corrects its clock.",
    },
  },
  {
    action: "ChangeAvailability",
    block: availability,
    purpose: "The CSMS takes the station, an EVSE or a connector out of service or puts it back.",
    when: "For maintenance, for closing hours, or to put a repaired station back to work.",
    mistakes: [
      "Scheduled waits for the end of the transaction; the new state comes in a StatusNotification later.",
      "The state survives a restart, so a forgotten Inoperative keeps a healthy station closed.",
    ],
    counterparts: { "1.6": ["ChangeAvailability"], "2.1": ["ChangeAvailability"] },
    request: {
      evse: "What to switch; absent means the whole station.",
      operationalStatus: "In service or out of service.",
    },
    response: { status: "Whether it is done, refused, or waits for a transaction to end." },
  },
  {
    action: "ReserveNow",
    block: reservation,
    purpose: "The CSMS keeps an EVSE free for a token until a given time.",
    when: "When a driver books ahead; the same id again changes the reservation.",
    mistakes: [
      "A reservation without evseId is refused by stations that can only reserve a certain EVSE (NonEvseSpecific).",
      "A reservation may not survive a restart of the station; check after a boot.",
    ],
    counterparts: { "1.6": ["ReserveNow"], "2.1": ["ReserveNow"] },
    request: {
      id: "Number of the reservation, chosen by the CSMS.",
      expiryDateTime: "When the reservation ends if nobody came.",
      connectorType: "Only a connector of this type will do.",
      idToken: "For whom it is kept.",
      evseId: "The EVSE to keep; absent means any.",
      groupIdToken: "Group whose tokens may use the reservation as well.",
    },
    response: { status: "Whether it is kept, or why not." },
  },
  {
    action: "CancelReservation",
    block: reservation,
    purpose: "The CSMS ends a reservation early.",
    when: "When the driver cancels before the time is over.",
    mistakes: ["A reservation that was used or has expired is Rejected; take it as gone."],
    counterparts: { "1.6": ["CancelReservation"], "2.1": ["CancelReservation"] },
    request: { reservationId: "The reservation to end." },
    response: { status: "Whether such a reservation existed and is gone." },
  },
  {
    action: "ReservationStatusUpdate",
    block: reservation,
    purpose: "The station reports that a reservation has ended other than by use.",
    when: "When a reservation expires, or a fault or a command makes it impossible.",
    mistakes: [
      "It is not sent for a reservation that was used; that shows in TransactionEvent by its reservationId.",
    ],
    counterparts: { "1.6": [], "2.1": ["ReservationStatusUpdate"] },
    request: {
      reservationId: "The reservation that ended.",
      reservationUpdateStatus: "Why it ended.",
    },
    response: {},
  },
];
