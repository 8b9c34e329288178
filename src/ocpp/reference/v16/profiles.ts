/** The optional profiles of 1.6 (OCPP 1.6 edition 2 §3.1): a station need not have them. */
import type { ActionText } from "../text.ts";

const firmwareManagement: readonly ActionText[] = [
  {
    action: "DiagnosticsStatusNotification",
    block: "Firmware Management",
    purpose: "The station tells how far the upload of its diagnostics is.",
    when: "While it uploads what GetDiagnostics asked for, and when triggered.",
    mistakes: [
      "It carries no number of the request, so two uploads cannot be told apart; ask for one at a time.",
      "UploadFailed gives no reason; mostly the address, the password in it or a firewall is wrong.",
    ],
    counterparts: { "2.0.1": ["LogStatusNotification"], "2.1": ["LogStatusNotification"] },
    request: { status: "How far the upload is." },
    response: {},
  },
  {
    action: "FirmwareStatusNotification",
    block: "Firmware Management",
    purpose: "The station tells how far a firmware update is.",
    when: "At each step of the download and the installation, and when triggered.",
    mistakes: [
      "Installed often never comes, as the station restarts first; compare firmwareVersion of the next BootNotification.",
      "Signed updates are reported by SignedFirmwareStatusNotification instead; a station that mixes both confuses the CSMS.",
    ],
    counterparts: {
      "2.0.1": ["FirmwareStatusNotification"],
      "2.1": ["FirmwareStatusNotification"],
    },
    request: { status: "How far the update is." },
    response: {},
  },
  {
    action: "GetDiagnostics",
    block: "Firmware Management",
    purpose: "Asks the station to upload its diagnostics to an address.",
    when: "When an operator needs the station's own view of a fault.",
    mistakes: [
      "An answer without fileName means that there is nothing to upload; nothing will follow.",
      "Many stations take only ftp addresses with the password inside; use one that opens nothing else, as it stands in every log.",
    ],
    counterparts: { "2.0.1": ["GetLog"], "2.1": ["GetLog"] },
    request: {
      location: "Address of the folder to upload to; its scheme decides how.",
      startTime: "Oldest entry that is wanted.",
      stopTime: "Newest entry that is wanted.",
    },
    response: { fileName: "Name of the file that will be uploaded; absent if there is nothing." },
  },
  {
    action: "UpdateFirmware",
    block: "Firmware Management",
    purpose: "Tells the station where and when to fetch new firmware, and to install it.",
    when: "When an operator rolls an update out.",
    mistakes: [
      "The answer is empty and says nothing of success; follow FirmwareStatusNotification and the next BootNotification.",
      "Nothing proves the file's origin; use SignedUpdateFirmware where the station has it.",
      "Some stations install at once and end transactions; choose retrieveDate in a quiet hour.",
    ],
    counterparts: { "2.0.1": ["UpdateFirmware"], "2.1": ["UpdateFirmware"] },
    request: {
      location: "Address of the firmware file.",
      retrieveDate: "From when on the station may fetch it.",
    },
    response: {},
  },
];

const localList: readonly ActionText[] = [
  {
    action: "GetLocalListVersion",
    block: "Local Auth List Management",
    purpose: "Asks which version of the local authorization list the station has.",
    when: "Before the CSMS sends a changed list.",
    mistakes: ["-1 says that the station has no such list; sending one is then useless."],
    counterparts: { "2.0.1": ["GetLocalListVersion"], "2.1": ["GetLocalListVersion"] },
    request: {},
    response: { listVersion: "Version of the list; 0 if it is empty, -1 if the station has none." },
  },
  {
    action: "SendLocalList",
    block: "Local Auth List Management",
    purpose: "Replaces or changes the list of tags that the station may decide on by itself.",
    when: "When the tags that shall work without a connection change.",
    mistakes: [
      "VersionMismatch means that a Differential update does not fit the station's version; send the Full list.",
      "More entries than SendLocalListMaxLength fail; send the first portion Full and the others Differential.",
      "In a Differential update an entry without idTagInfo deletes the tag; left out by accident, it locks a driver out.",
      "Accepted has no effect while LocalAuthListEnabled is false.",
    ],
    counterparts: { "2.0.1": ["SendLocalList"], "2.1": ["SendLocalList"] },
    request: {
      listVersion: "Version of the list once this update is applied.",
      localAuthorizationList: "The tags; absent or empty with Full empties the list.",
      "localAuthorizationList.idTag": "The tag that this entry is about.",
      "localAuthorizationList.idTagInfo":
        "The verdict on it; in a Differential update its absence removes the tag.",
      updateType: "Whether this replaces the list or changes it.",
    },
    response: { status: "Whether the station's list is now as the CSMS wants it." },
  },
];

const reservation: readonly ActionText[] = [
  {
    action: "CancelReservation",
    block: "Reservation",
    purpose: "Ends a reservation before its time.",
    when: "When the driver or the operator gives it up.",
    mistakes: ["Rejected says that the station knows no such reservation: it has ended already."],
    counterparts: { "2.0.1": ["CancelReservation"], "2.1": ["CancelReservation"] },
    request: { reservationId: "The number that ReserveNow gave." },
    response: { status: "Whether there was such a reservation and it is gone now." },
  },
  {
    action: "ReserveNow",
    block: "Reservation",
    purpose: "Keeps a connector, or any one of the station, free for one tag until a given time.",
    when: "When a driver reserves.",
    mistakes: [
      "Connector 0 needs ReserveConnectorZeroSupported; without it the station rejects.",
      "The same reservationId again replaces the earlier reservation.",
      "1.6 does not tell that a reservation has expired; watch StatusNotification and the clock.",
    ],
    counterparts: { "2.0.1": ["ReserveNow"], "2.1": ["ReserveNow"] },
    request: {
      connectorId: "The connector to keep free; 0 is any one of the station.",
      expiryDate: "When the reservation ends by itself.",
      idTag: "The tag that it is for.",
      parentIdTag: "A group; any tag of it may use the reservation.",
      reservationId: "The number that the CSMS gives this reservation.",
    },
    response: { status: "Whether the connector is reserved, and if not, why." },
  },
];

const smartCharging: readonly ActionText[] = [
  {
    action: "ClearChargingProfile",
    block: "Smart Charging",
    purpose: "Removes charging profiles: one by its number, or all that fit what is given.",
    when: "When limits are lifted.",
    mistakes: [
      "With nothing given, all profiles go, the limit of the station as a whole included.",
      "Unknown says that no profile fits, which is also the state that was wanted.",
    ],
    counterparts: { "2.0.1": ["ClearChargingProfile"], "2.1": ["ClearChargingProfile"] },
    request: {
      id: "Number of the one profile to remove; the other fields then do not count.",
      connectorId: "Only those of this connector; 0 is the station as a whole.",
      chargingProfilePurpose: "Only those of this purpose.",
      stackLevel: "Only those of this level.",
    },
    response: { status: "Whether any profile was removed." },
  },
  {
    action: "GetCompositeSchedule",
    block: "Smart Charging",
    purpose: "Asks which limits will hold on a connector, all profiles taken together.",
    when: "When it must be seen what the station makes of its profiles.",
    mistakes: [
      "It tells what the station intends, not what the vehicle draws.",
      "Few firmwares calculate it rightly with several profiles; compare with measured current.",
      "Amperes are per phase and watts are the total, so the same limit differs in size by unit.",
    ],
    counterparts: { "2.0.1": ["GetCompositeSchedule"], "2.1": ["GetCompositeSchedule"] },
    request: {
      connectorId: "The connector; 0 is the connection of the station to the grid.",
      duration: "How far to look ahead, in seconds.",
      chargingRateUnit: "The unit that limits shall be told in.",
    },
    response: {
      status: "Whether the station could tell.",
      connectorId: "The connector that the schedule is of.",
      scheduleStart: "The moment that the periods count from.",
      chargingSchedule: "The limits over time.",
    },
  },
  {
    action: "SetChargingProfile",
    block: "Smart Charging",
    purpose:
      "Gives a connector, a transaction or the station limits of power or current over time.",
    when: "When the load is managed, at the start of a transaction, or when a limit changes.",
    mistakes: [
      "A TxProfile needs a running transaction on that connector; otherwise the station rejects.",
      "A ChargePointMaxProfile goes to connector 0 only.",
      "A limit of 0 pauses with some stations, ends the transaction with others and is ignored by a few; test it per model.",
      "Limits between 0 and 6 A cannot be charged with; vehicles stop below 6 A.",
      "Amperes are per phase: 16 A is about 3.7 kW on one phase and 11 kW on three.",
      "Profiles of the same purpose and stackLevel replace each other; different levels stay, and the highest wins.",
      "More periods than ChargingScheduleMaxPeriods are refused, or restart some firmwares.",
    ],
    counterparts: { "2.0.1": ["SetChargingProfile"], "2.1": ["SetChargingProfile"] },
    request: {
      connectorId: "The connector it is for; 0 is the station, or all connectors for a default.",
      csChargingProfiles: "The profile; one in spite of the field's name.",
    },
    response: { status: "Whether the station has taken the profile." },
  },
];

const remoteTrigger: readonly ActionText[] = [
  {
    action: "TriggerMessage",
    block: "Remote Trigger",
    purpose: "Asks the station to send one of its messages now.",
    when: "When the CSMS lacks a state, e.g. after it was restarted.",
    mistakes: [
      "Accepted is only a promise: the message itself follows as a call of the station, and some never send it.",
      "Without connectorId a station may answer for all connectors or for one; name it.",
      "The answer NotImplemented is a status of this message, not the error of the same name.",
    ],
    counterparts: { "2.0.1": ["TriggerMessage"], "2.1": ["TriggerMessage"] },
    request: {
      requestedMessage: "The message that is wanted.",
      connectorId: "For which connector, where the message is about one.",
    },
    response: { status: "Whether the station will send it." },
  },
];

export const profiles16: readonly ActionText[] = [
  ...firmwareManagement,
  ...localList,
  ...reservation,
  ...smartCharging,
  ...remoteTrigger,
];
