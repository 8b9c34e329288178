/** What a 1.6 station tells and asks by itself (OCPP 1.6 edition 2 §4), and DataTransfer. */
import type { ActionText } from "../text.ts";

export const coreStation16: readonly ActionText[] = [
  {
    action: "Authorize",
    block: "Core",
    purpose: "The station asks whether the bearer of an idTag may charge.",
    when: "After a card or code was presented, unless the local list, the cache or the offline settings already decide; also to stop with another tag of the same group.",
    mistakes: [
      "Accepted here starts nothing: the transaction exists only once StartTransaction was answered, and that answer may still refuse the tag.",
      "The station compares tags in upper and lower case although they are case-insensitive, so a known card looks unknown; compare them folded.",
      "ConcurrentTx is for StartTransaction; some stations do not expect it here, so answer Invalid if one misbehaves.",
      "Tags of more than 20 characters come from apps and e-mobility identifiers; shorten them by a fixed rule, since stations refuse or cut them.",
    ],
    counterparts: { "2.0.1": ["Authorize"], "2.1": ["Authorize"] },
    request: { idTag: "The tag that was presented and shall be checked." },
    response: { idTagInfo: "The verdict on this tag." },
  },
  {
    action: "BootNotification",
    block: "Core",
    purpose:
      "The station introduces itself and asks to be registered; the answer sets its clock and its heartbeat.",
    when: "After every start of the station, and again after the given interval while the answer was Pending or Rejected.",
    mistakes: [
      "Some CSMS wait for it after every reconnection, but a station owes it only after a restart; ask with TriggerMessage if it is needed.",
      "A station sends other calls while it is not yet Accepted; until then only BootNotification and answers are allowed.",
      "currentTime without a time zone or in local time shifts every meter value; write UTC with Z.",
      "An interval of a few seconds makes heartbeats the largest part of the traffic; some minutes are enough as pings watch the connection.",
      "Vendor, model or serial number are longer than allowed and a strict CSMS refuses the station; cut them in the firmware or accept them.",
    ],
    counterparts: { "2.0.1": ["BootNotification"], "2.1": ["BootNotification"] },
    request: {
      firmwareVersion: "Version of the firmware that runs now; watch it change after an update.",
    },
    response: {
      status: "Whether the station is registered, and thereby what it may send.",
      currentTime: "The CSMS's time in UTC, to which the station sets its clock.",
      interval:
        "If Accepted, seconds between heartbeats; otherwise seconds to wait before the next BootNotification; 0 leaves it to the station.",
    },
  },
  {
    action: "DataTransfer",
    block: "Core",
    purpose:
      "Carries what the standard has no message for, by agreement between one vendor and one CSMS.",
    when: "Whenever either side has something vendor-specific to say or ask.",
    mistakes: [
      "UnknownVendorId is the honest answer to a vendor nobody knows; a CALLERROR or silence makes some stations repeat it forever.",
      "data is text, so JSON inside it is a quoted string; an object there is refused by strict peers.",
      "Some stations send more than 10 kB in data and meet the receiver's message limit; raise the limit or split the data.",
    ],
    counterparts: { "2.0.1": ["DataTransfer"], "2.1": ["DataTransfer"] },
    request: {
      vendorId: "Whose agreement this follows, usually a reversed domain name.",
      messageId: "Which message of that vendor it is.",
      data: "The content, as text of any length and any format.",
    },
    response: {
      status: "Whether the receiver knows this vendor and this message, and has acted on it.",
      data: "What the receiver has to say in return.",
    },
  },
  {
    action: "Heartbeat",
    block: "Core",
    purpose: "The station shows that it is alive and fetches the time.",
    when: "After the heartbeat interval has passed, at best only when nothing else was sent meanwhile.",
    mistakes: [
      "A CSMS that calls a station offline for a late heartbeat is wrong while other messages or pings still arrive; count any of them.",
      "The station ignores currentTime and its clock drifts; compare the timestamps it sends with the time of arrival.",
    ],
    counterparts: { "2.0.1": ["Heartbeat"], "2.1": ["Heartbeat"] },
    request: {},
    response: { currentTime: "The CSMS's time in UTC, to which the station may set its clock." },
  },
  {
    action: "MeterValues",
    block: "Core",
    purpose:
      "The station reports what its meter and sensors read, of a transaction or outside one.",
    when: "Every MeterValueSampleInterval during a transaction, every ClockAlignedDataInterval at any time, or when triggered.",
    mistakes: [
      "A value without a measurand is the imported energy register in Wh, so power or voltage without its measurand reads as energy.",
      "kWh labelled as Wh, or no unit at all, makes a bill wrong by a factor of 1,000; check the register against the expected power.",
      "transactionId is missing during a transaction, and the values cannot be billed; find them by connector and time.",
      "value is text; a JSON number there breaks the schema although many peers accept it.",
      "A timestamp without a zone is taken for UTC by some and for local time by others; end it in Z.",
      "Accepted settings without any values are common: look at MeterValuesSampledData and MeterValueSampleInterval, which must not be 0.",
    ],
    counterparts: {
      "2.0.1": ["MeterValues", "TransactionEvent"],
      "2.1": ["MeterValues", "TransactionEvent"],
    },
    request: {
      connectorId: "The connector that was measured; 0 is the main meter of the station.",
      transactionId: "The transaction these values belong to; absent outside a transaction.",
    },
    response: {},
  },
  {
    action: "StartTransaction",
    block: "Core",
    purpose:
      "The station reports that a transaction has begun; the answer gives it its number and may still refuse the tag.",
    when: "When a cable is plugged in and the driver is authorized, or later if it began offline.",
    mistakes: [
      "The answer is late or an error, so the station has no number and repeats the message; recognise it by connector, tag, timestamp and meterStart, and answer the same number.",
      "A CSMS that gives transactionId 0 or a number twice confuses stations, some of which take 0 or -1 for none; count up from 1.",
      "An answer other than Accepted does not undo the transaction: expect StopTransaction, or no energy, depending on StopTransactionOnInvalidId.",
      "meterStart is a whole number of Wh; some firmwares send kWh or fractions.",
      "A reservation used by this transaction is not ended unless reservationId is given.",
    ],
    counterparts: { "2.0.1": ["TransactionEvent"], "2.1": ["TransactionEvent"] },
    request: {
      connectorId: "The connector that is used; never 0.",
      idTag: "The tag that started it, also when it was decided offline or remotely.",
      meterStart: "Reading of the energy register at the beginning, in Wh.",
      reservationId: "The reservation that this transaction uses up.",
      timestamp: "When it began by the station's clock, which may be long before it is reported.",
    },
    response: {
      idTagInfo: "The verdict on the tag, which overrides what the station decided by itself.",
      transactionId:
        "The number that the CSMS gives this transaction; all later messages about it carry it.",
    },
  },
  {
    action: "StatusNotification",
    block: "Core",
    purpose:
      "The station tells the state of a connector, or of the whole station, and the fault if there is one.",
    when: "When the state or the error changes, after BootNotification was accepted, and when triggered.",
    mistakes: [
      "Connector 0 stands for the station and may only be Available, Unavailable or Faulted.",
      "An error in errorCode does not by itself stop charging: only the status Faulted says that the connector cannot be used.",
      "After a time offline the states reported may be old; order them by timestamp, not by arrival.",
      "errorCode holds a word of the vendor's own; the standard has OtherError with vendorErrorCode for it.",
      "info longer than 50 characters is refused by strict CSMS; cut it in the firmware.",
      "The state flaps between two values every few seconds because of a bad cable or pilot signal; send the station a technician rather than a Reset.",
    ],
    counterparts: {
      "2.0.1": ["StatusNotification", "NotifyEvent", "TransactionEvent"],
      "2.1": ["StatusNotification", "NotifyEvent", "TransactionEvent"],
    },
    request: {
      connectorId: "The connector this is about; 0 is the main controller of the station.",
      errorCode: "The fault, NoError if there is none.",
      info: "Free text that says more about the error.",
      status: "The state the connector is in now.",
      timestamp: "When the state was taken; without it, the time of arrival counts.",
      vendorId: "Whose error codes vendorErrorCode is from.",
      vendorErrorCode:
        "The fault in the vendor's own numbering, to look up in the vendor's manual.",
    },
    response: {},
  },
  {
    action: "StopTransaction",
    block: "Core",
    purpose: "The station reports that a transaction has ended, why, and at which meter reading.",
    when: "When a transaction ends, or as soon as the connection is back if it ended offline.",
    mistakes: [
      "Answering it with an error, or not at all, makes the station repeat it and hold back later transactions; answer even unknown transactions with an empty result.",
      "It comes without a known StartTransaction after lost messages or a reset; keep it and join it by connector and time.",
      "reason is left out for Local only; a station that never gives one hides cables being pulled and power losses.",
      "meterStop below meterStart means a register that was reset or the wrong unit; do not bill it unseen.",
      "transactionData repeats what MeterValues already told if both sets of measurands are configured; do not count it twice.",
    ],
    counterparts: { "2.0.1": ["TransactionEvent"], "2.1": ["TransactionEvent"] },
    request: {
      idTag:
        "The tag that stopped it; absent where nobody presented one, e.g. after a remote stop.",
      meterStop: "Reading of the energy register at the end, in Wh.",
      timestamp: "When it ended by the station's clock.",
      transactionId: "The number that StartTransaction was answered with.",
      reason: "Why it ended; absent means Local.",
      transactionData:
        "Meter values of the transaction, as far as the station was told to keep them.",
    },
    response: { idTagInfo: "The verdict on the tag that stopped it; it cannot undo the stop." },
  },
];
