/** What OCPP 2.1 adds about payment, tariffs, certificates and event streams. */
import type { ActionText } from "../text.ts";

const authorization = "C Authorization";
const tariff = "I Tariff and Cost";
const diagnostics = "N Diagnostics";
const nothing = { "1.6": [], "2.0.1": [] };

export const addedPayment21: readonly ActionText[] = [
  {
    action: "NotifyWebPaymentStarted",
    block: authorization,
    purpose:
      "The CSMS tells the station that somebody is paying for an EVSE on a web page, so that the display can say so.",
    when: "When a driver has scanned the code of an EVSE and opened the payment page.",
    mistakes: [
      "The station blocks the EVSE for longer than timeout although nothing is to be expected any more.",
    ],
    counterparts: nothing,
    request: {
      evseId: "The EVSE that is being paid for.",
      timeout: "Seconds after which the station need not wait for the payment any longer.",
    },
    response: {},
  },
  {
    action: "NotifySettlement",
    block: authorization,
    purpose: "The station reports how the payment at its terminal ended and what was charged.",
    when: "When the payment terminal has settled, failed or cancelled a payment.",
    mistakes: [
      "It gets lost when the link is down; it belongs into the queue with the transaction messages.",
      "pspRef differs from the idToken of the transaction and the payment cannot be matched; they must be equal.",
    ],
    counterparts: nothing,
    request: {
      transactionId: "The transaction that was paid; absent if the payment ended before it began.",
      pspRef: "Reference of the payment service, the same as the idToken of the transaction.",
      status: "How the payment ended.",
      statusInfo: "What the terminal or payment service says about it.",
      settlementAmount: "What was charged, or would have been, in the currency of the tariff.",
      settlementTime: "When it was settled.",
      receiptId: "Number of the receipt, if the station made one.",
      receiptUrl: "Where the receipt can be fetched, if terminal or station made it.",
      vatCompany: "Company that the receipt is for.",
      vatNumber: "Tax number (VAT) of that company.",
    },
    response: {
      receiptUrl:
        "Where the receipt can be fetched, if the CSMS made it; may be shown as a QR code.",
      receiptId: "Number of the receipt, if the CSMS made it.",
    },
  },
  {
    action: "VatNumberValidation",
    block: authorization,
    purpose:
      "The station asks the CSMS to check a company's tax number that a driver entered for the receipt.",
    when: "When a driver paying at the station wants a receipt for a company.",
    mistakes: [
      "The outside register of tax numbers answers slowly; let the driver go on without the company rather than wait.",
    ],
    counterparts: nothing,
    request: {
      vatNumber: "The tax number (VAT) to check.",
      evseId: "The EVSE at which the driver entered it.",
    },
    response: {
      company: "Name and address of the company with this number.",
      vatNumber: "The number that was checked.",
      evseId: "The EVSE for which it was checked.",
      status: "Whether the number is valid.",
    },
  },
  {
    action: "SetDefaultTariff",
    block: tariff,
    purpose:
      "The CSMS gives the station the tariff that holds for drivers without one of their own.",
    when: "At commissioning and when prices change; it holds for transactions that start after it.",
    mistakes: [
      "The station cannot work with all conditions of the tariff and answers ConditionNotSupported; read TariffCostCtrlr first.",
      "Running transactions keep the old price; ChangeTransactionTariff changes them.",
    ],
    counterparts: nothing,
    request: {
      evseId: "The EVSE it holds for; 0 means all.",
      tariff: "The tariff.",
    },
    response: { status: "Whether the tariff was taken, or why not." },
  },
  {
    action: "GetTariffs",
    block: tariff,
    purpose: "The CSMS asks which tariffs are installed at the station.",
    when: "To check prices after a change or a restart.",
    mistakes: ["NoTariff means that none is installed; it is not a fault."],
    counterparts: nothing,
    request: { evseId: "The EVSE asked for; 0 means all." },
    response: {
      status: "Whether tariffs were found.",
      tariffAssignments: "The installed tariffs and where they hold.",
    },
  },
  {
    action: "ClearTariffs",
    block: tariff,
    purpose: "The CSMS removes tariffs from the station.",
    when: "When prices no longer hold.",
    mistakes: [
      "The call succeeds as a whole while single tariffs are not known; look at the status of every result.",
    ],
    counterparts: nothing,
    request: {
      tariffIds: "Tariffs to remove; absent means all.",
      evseId: "Only from this EVSE; absent means everywhere.",
    },
    response: { clearTariffsResult: "What became of each tariff." },
  },
  {
    action: "ChangeTransactionTariff",
    block: tariff,
    purpose: "The CSMS changes the tariff of a transaction that already runs.",
    when: "When a driver's prices change during charging, for example after a membership was recognised.",
    mistakes: [
      "Another currency than that of the running transaction is refused (NoCurrencyChange).",
    ],
    counterparts: nothing,
    request: {
      tariff: "The tariff from now on.",
      transactionId: "The transaction it is for.",
    },
    response: { status: "Whether the tariff was changed, or why not." },
  },
  {
    action: "GetCertificateChainStatus",
    block: "M ISO 15118 Certificate Management",
    purpose:
      "The station asks the CSMS whether the certificates of a vehicle are revoked, several at once.",
    when: "When an ISO 15118-20 vehicle shows its chain and the station cannot reach the revocation services itself.",
    mistakes: [
      "Asking at every session is needless: an answer holds until nextUpdate, so the station should keep it.",
    ],
    counterparts: { "1.6": [], "2.0.1": ["GetCertificateStatus"] },
    request: {
      certificateStatusRequests: "The certificates, and where their status can be asked.",
    },
    response: { certificateStatus: "The status of each certificate." },
  },
  {
    action: "OpenPeriodicEventStream",
    block: diagnostics,
    purpose: "The station asks to open a stream that carries the readings of one monitor in bulk.",
    when: "When a periodic monitor with stream parameters becomes active.",
    mistakes: ["If the CSMS refuses the stream, its readings are not sent."],
    counterparts: nothing,
    request: { constantStreamData: "Number, monitor and rhythm of the stream." },
    response: { status: "Whether the CSMS takes the stream." },
  },
  {
    action: "ClosePeriodicEventStream",
    block: diagnostics,
    purpose: "The station tells that a stream has ended.",
    when: "When the monitor of the stream is removed or the station stops sending.",
    mistakes: [],
    counterparts: nothing,
    request: { id: "Number of the stream that ends." },
    response: {},
  },
  {
    action: "AdjustPeriodicEventStream",
    block: diagnostics,
    purpose: "The CSMS changes how often a stream sends, and how much at once.",
    when: "When a stream is too chatty or too slow.",
    mistakes: [
      "A shorter interval does not measure more often; that is set by the monitor itself.",
    ],
    counterparts: nothing,
    request: {
      id: "Number of the stream to change.",
      params: "The new rhythm.",
    },
    response: { status: "Whether the station has changed it." },
  },
  {
    action: "GetPeriodicEventStream",
    block: diagnostics,
    purpose: "The CSMS asks which streams are open.",
    when: "After a reconnection or a restart of the CSMS.",
    mistakes: [],
    counterparts: nothing,
    request: {},
    response: { constantStreamData: "The open streams with their monitors and rhythm." },
  },
  {
    action: "NotifyPeriodicEventStream",
    block: diagnostics,
    purpose: "The station sends a bundle of readings of a stream; nobody answers it.",
    when: "In the rhythm of the stream, as the message type SEND that has no answer.",
    mistakes: [
      "A library that does not know message type 6 breaks the link or answers with an error; it is legal in 2.1 only.",
      "As nothing is confirmed, readings are lost with the link; do not use streams for billing.",
    ],
    counterparts: { "1.6": [], "2.0.1": ["NotifyEvent"] },
    request: {
      data: "The readings, each with its offset to basetime.",
      id: "Number of the stream.",
      pending: "How many readings still wait to be sent.",
      basetime: "The time that the offsets count from.",
    },
    response: {},
  },
];
