/** One line about a call, by its action; both 1.6 and 2.x where they share a name. */
import { plural } from "../../findings/wording.ts";
import {
  capital,
  energy,
  type Fields,
  joined,
  labelled,
  listIn,
  objectsIn,
  place,
  type Said,
  samples,
  scheduleLimit,
  setting,
  some,
  status,
  text,
  token,
  variable,
  within,
} from "./pieces.ts";

type Teller = (said: Said) => string;

const ofStatus: Teller = ({ fields }) => status(fields);
const nothing: Teller = () => "";
const field =
  (name: string, label = ""): Teller =>
  ({ fields }) =>
    capital(label === "" ? text(fields, name) : labelled(label, text(fields, name)));
const transaction = field("transactionId", "transaction");

function boot({ fields }: Said): string {
  const station = "chargingStation" in fields ? within(fields, "chargingStation") : fields;
  const vendor = text(station, "chargePointVendor") || text(station, "vendorName");
  const model = text(station, "chargePointModel") || text(station, "model");
  const name = [vendor, model].filter((part) => part !== "").join(" ");
  return joined(
    name,
    labelled("firmware", text(station, "firmwareVersion")),
    text(fields, "reason"),
  );
}

function statusNotification({ fields }: Said): string {
  const now = text(fields, "connectorStatus") || text(fields, "status");
  const error = text(fields, "errorCode");
  const why = joined(
    error === "NoError" ? "" : error,
    text(fields, "vendorErrorCode"),
    text(fields, "info"),
  );
  return `${place(fields) || "Connector ?"} → ${now || "?"}${why === "" ? "" : `: ${why}`}`;
}

function meterValues(said: Said): string {
  const measured = samples(said);
  const at = place(said.fields);
  if (measured === "") return joined(at, "no readable values");
  return at === "" ? measured : `${at}: ${measured}`;
}

function transactionEvent(said: Said): string {
  const { fields } = said;
  const info = within(fields, "transactionInfo");
  const trigger = text(fields, "triggerReason");
  return joined(
    text(fields, "eventType") || "?",
    samples(said),
    text(info, "chargingState"),
    labelled("stopped:", text(info, "stoppedReason")),
    token(fields),
    place(fields),
    trigger,
    fields["offline"] === true ? "was offline" : "",
  );
}

function chargingProfile({ fields }: Said): string {
  const profile =
    "csChargingProfiles" in fields
      ? within(fields, "csChargingProfiles")
      : within(fields, "chargingProfile");
  const [first] = objectsIn(profile, "chargingSchedule");
  const schedule = first ?? within(profile, "chargingSchedule");
  const at = place(fields);
  const what = joined(
    text(profile, "chargingProfilePurpose"),
    scheduleLimit(schedule),
    labelled("stack level", text(profile, "stackLevel")),
  );
  return at === "" ? what : `${at}: ${what}`;
}

function availability({ fields }: Said): string {
  return `${place(fields) || "Station"} → ${text(fields, "operationalStatus") || text(fields, "type") || "?"}`;
}

const at = (fields: Fields, name: string, label: string) => {
  const said = text(fields, name);
  return said === "" ? "" : `${label} ${said}`;
};

const report =
  (list: string, noun: string): Teller =>
  ({ fields }) =>
    joined(
      labelled("request", text(fields, "requestId")) &&
        capital(`request ${text(fields, "requestId")}`),
      labelled("part", text(fields, "seqNo")),
      plural(listIn(fields, list).length, noun),
      fields["tbc"] === true ? "more to come" : "",
    );

export const requests: ReadonlyMap<string, Teller> = new Map<string, Teller>([
  ["Authorize", ({ fields }) => capital(token(fields))],
  ["BootNotification", boot],
  ["Heartbeat", nothing],
  ["StatusNotification", statusNotification],
  ["MeterValues", meterValues],
  [
    "StartTransaction",
    ({ fields }) =>
      joined(
        capital(joined(place(fields), token(fields))),
        labelled("meter", energy(fields, "meterStart")),
        labelled("reservation", text(fields, "reservationId")),
      ),
  ],
  [
    "StopTransaction",
    ({ fields }) =>
      joined(
        labelled("Transaction", text(fields, "transactionId")),
        labelled("meter", energy(fields, "meterStop")),
        text(fields, "reason"),
        token(fields),
      ),
  ],
  ["TransactionEvent", transactionEvent],
  ["RemoteStartTransaction", ({ fields }) => capital(joined(place(fields), token(fields)))],
  ["RequestStartTransaction", ({ fields }) => capital(joined(place(fields), token(fields)))],
  ["RemoteStopTransaction", transaction],
  ["RequestStopTransaction", transaction],
  ["GetTransactionStatus", transaction],
  ["ChangeConfiguration", ({ fields }) => setting(text(fields, "key"), fields["value"])],
  [
    "GetConfiguration",
    ({ fields }) => some(listIn(fields, "key").map((key) => text({ key }, "key"))) || "All keys",
  ],
  [
    "SetVariables",
    ({ fields }) =>
      some(
        objectsIn(fields, "setVariableData").map((one) =>
          setting(variable(one), one["attributeValue"]),
        ),
      ),
  ],
  ["GetVariables", ({ fields }) => some(objectsIn(fields, "getVariableData").map(variable))],
  ["GetBaseReport", field("reportBase")],
  ["NotifyReport", report("reportData", "variable")],
  ["NotifyMonitoringReport", report("monitor", "variable")],
  ["ReportChargingProfiles", report("chargingProfile", "profile")],
  [
    "NotifyEvent",
    ({ fields }) =>
      some(objectsIn(fields, "eventData").map((one) => setting(variable(one), one["actualValue"]))),
  ],
  ["Reset", field("type")],
  ["ClearCache", nothing],
  ["UnlockConnector", ({ fields }) => place(fields)],
  ["ChangeAvailability", availability],
  ["TriggerMessage", ({ fields }) => joined(text(fields, "requestedMessage"), place(fields))],
  [
    "ExtendedTriggerMessage",
    ({ fields }) => joined(text(fields, "requestedMessage"), place(fields)),
  ],
  [
    "ReserveNow",
    ({ fields }) =>
      joined(
        capital(joined(place(fields), token(fields))),
        at(fields, "expiryDate", "until") || at(fields, "expiryDateTime", "until"),
      ),
  ],
  ["CancelReservation", field("reservationId", "reservation")],
  [
    "ReservationStatusUpdate",
    ({ fields }) =>
      joined(
        labelled("Reservation", text(fields, "reservationId")),
        text(fields, "reservationUpdateStatus"),
      ),
  ],
  ["SetChargingProfile", chargingProfile],
  [
    "ClearChargingProfile",
    ({ fields }) =>
      joined(
        labelled("Profile", text(fields, "id") || text(fields, "chargingProfileId")),
        text(fields, "chargingProfilePurpose") ||
          text(within(fields, "chargingProfileCriteria"), "chargingProfilePurpose"),
        place(fields),
      ) || "All profiles",
  ],
  [
    "GetCompositeSchedule",
    ({ fields }) =>
      joined(place(fields), text(fields, "duration") && `${text(fields, "duration")} s`),
  ],
  [
    "DataTransfer",
    ({ fields }) =>
      [text(fields, "vendorId"), text(fields, "messageId")].filter((one) => one !== "").join(" "),
  ],
  ["FirmwareStatusNotification", ofStatus],
  ["SignedFirmwareStatusNotification", ofStatus],
  ["DiagnosticsStatusNotification", ofStatus],
  ["LogStatusNotification", ofStatus],
  ["PublishFirmwareStatusNotification", ofStatus],
  ["UpdateFirmware", ({ fields }) => at(fields, "retrieveDate", "From")],
  [
    "SecurityEventNotification",
    ({ fields }) => joined(text(fields, "type"), text(fields, "techInfo")),
  ],
  ["GetDiagnostics", ({ fields }) => at(fields, "startTime", "Since")],
  ["GetLog", field("logType")],
  [
    "SendLocalList",
    ({ fields }) =>
      joined(
        text(fields, "updateType"),
        plural(listIn(fields, "localAuthorizationList").length, "entry").replace(
          "entrys",
          "entries",
        ),
        labelled("version", text(fields, "listVersion") || text(fields, "versionNumber")),
      ),
  ],
  ["GetLocalListVersion", nothing],
  ["SetNetworkProfile", field("configurationSlot", "slot")],
  ["SignCertificate", field("certificateType")],
  ["InstallCertificate", field("certificateType")],
  ["CertificateSigned", field("certificateType")],
  ["SetMonitoringBase", field("monitoringBase")],
  ["SetMonitoringLevel", field("severity", "severity")],
  [
    "CostUpdated",
    ({ fields }) =>
      joined(
        labelled("Cost", text(fields, "totalCost")),
        labelled("transaction", text(fields, "transactionId")),
      ),
  ],
  [
    "NotifyEVChargingNeeds",
    ({ fields }) =>
      joined(place(fields), text(within(fields, "chargingNeeds"), "requestedEnergyTransfer")),
  ],
  [
    "NotifyChargingLimit",
    ({ fields }) =>
      joined(place(fields), text(within(fields, "chargingLimit"), "chargingLimitSource")),
  ],
  [
    "ClearedChargingLimit",
    ({ fields }) => joined(place(fields), text(fields, "chargingLimitSource")),
  ],
]);
