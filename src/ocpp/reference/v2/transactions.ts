/** Functional blocks E, I and J of OCPP 2.0.1: transactions, cost and meter values. */
import type { ActionText } from "../text.ts";

const transactions = "E Transactions";

export const transactions201: readonly ActionText[] = [
  {
    action: "TransactionEvent",
    block: transactions,
    purpose:
      "The station reports the start, the course and the end of a transaction, with meter values and what caused the report.",
    when: "When a transaction starts, changes or ends, and periodically with meter values while it runs; kept and sent later when offline.",
    mistakes: [
      "Numbers in seqNo are missing or start anew, so billing cannot tell whether an event was lost; count by transaction or EVSE without gaps.",
      "Events from a time without link come without offline true and look like new ones; set it, and keep the old timestamp.",
      "An event that the CSMS answers with an error is repeated for ever; answer it and judge it later.",
      "idToken is missing in the event that follows the authorization, so the CSMS cannot tell who charges.",
    ],
    counterparts: {
      "1.6": ["StartTransaction", "StopTransaction", "MeterValues", "StatusNotification"],
      "2.1": ["TransactionEvent"],
    },
    request: {
      eventType: "Whether this starts, updates or ends the transaction.",
      meterValue: "Readings that belong to this event.",
      timestamp: "When the event happened, which may be long before it is sent.",
      triggerReason: "What caused this message, e.g. CablePluggedIn or MeterValuePeriodic.",
      seqNo: "Counts the events, one up each time, so that a missing one is noticed.",
      offline: "True if it happened while the station had no link to the CSMS.",
      numberOfPhasesUsed: "How many phases the vehicle charges with (0 to 3).",
      cableMaxCurrent: "What the cable may carry, in A.",
      reservationId: "The reservation that this transaction uses up.",
      transactionInfo: "Identifier and present state of the transaction.",
      evse: "Where it takes place; needed once, when the EVSE is first known.",
      idToken: "Whose token was presented; needed once, after authorization.",
    },
    response: {
      totalCost:
        "Cost including tax in the station's currency: final at the end, in 2.1 also running; 0 means free, absent does not.",
      chargingPriority:
        "Priority of this transaction from -9 to 9, above the one of the token; 0 is normal.",
      idTokenInfo:
        "The verdict on the token of the event; anything but Accepted ends or blocks charging.",
      updatedPersonalMessage: "Text to show to the driver from now on.",
    },
  },
  {
    action: "GetTransactionStatus",
    block: transactions,
    purpose:
      "The CSMS asks whether a transaction still runs and whether events about it are still to come.",
    when: "When a transaction seems incomplete, for instance after a long time offline and before billing.",
    mistakes: [
      "Without transactionId the station may only answer messagesInQueue; ongoingIndicator is then absent.",
      "Billing a transaction while messagesInQueue is true misses readings that are still on their way.",
    ],
    counterparts: { "1.6": [], "2.1": ["GetTransactionStatus"] },
    request: { transactionId: "The transaction asked for; absent asks only for waiting messages." },
    response: {
      ongoingIndicator: "Whether the transaction still runs.",
      messagesInQueue: "Whether transaction messages wait at the station to be delivered.",
    },
  },
  {
    action: "CostUpdated",
    block: "I Tariff and Cost",
    purpose:
      "The CSMS tells the station what the running transaction costs so far, so that the driver can see it.",
    when: "Periodically during a transaction if the station shows costs, in the rhythm the CSMS chooses.",
    mistakes: [
      "totalCost is the total so far, not the difference to the last message.",
      "The currency is not in the message; it is the one set in the station's TariffCostCtrlr.",
    ],
    counterparts: { "1.6": [], "2.1": ["CostUpdated"] },
    request: {
      totalCost: "Cost so far including tax, in the currency set in the station.",
      transactionId: "The transaction that costs this.",
    },
    response: {},
  },
  {
    action: "MeterValues",
    block: "J Meter Values",
    purpose:
      "The station reports readings of an EVSE or of its main meter outside of any transaction.",
    when: "At clock-aligned intervals and when triggered; during a transaction the readings travel in TransactionEvent.",
    mistakes: [
      "Readings of a transaction come here as well as in TransactionEvent and are counted twice; only TransactionEvent counts for billing.",
      "kWh are labelled Wh or the multiplier is missing, so energy is wrong by a thousand; compare with power and time.",
      "A station that accepted a trigger or an interval sends none; check which measurands it supports.",
    ],
    counterparts: { "1.6": ["MeterValues"], "2.1": ["MeterValues"] },
    request: {
      evseId: "The EVSE the readings are from; 0 is the main meter of the station.",
      meterValue: "The readings, each group with its own time.",
    },
    response: {},
  },
];
