/** One line about an answer, by the action that it answers. */
import { plural } from "../../findings/wording.ts";
import {
  type Fields,
  joined,
  labelled,
  listIn,
  objectsIn,
  type Said,
  scheduleLimit,
  setting,
  some,
  status,
  text,
  variable,
  verdict,
  within,
} from "./pieces.ts";

type Teller = (said: Said) => string;

/** What the answer thinks of the driver's token, in 1.6 and 2.x. */
function authorization(fields: Fields): string {
  const info =
    "idTokenInfo" in fields ? within(fields, "idTokenInfo") : within(fields, "idTagInfo");
  return verdict(info);
}

/** `2 accepted`, or which were not and why. */
function results(list: readonly Fields[]): string {
  const refused = list.filter((one) => text(one, "attributeStatus") !== "Accepted");
  const accepted = list.length - refused.length;
  return joined(
    accepted > 0 || refused.length === 0 ? `${accepted} accepted` : "",
    some(refused.map((one) => `${variable(one)}: ${text(one, "attributeStatus") || "no status"}`)),
  );
}

function variables({ fields }: Said): string {
  return some(
    objectsIn(fields, "getVariableResult").map((one) => {
      const isGiven = text(one, "attributeStatus") === "Accepted";
      return isGiven
        ? setting(variable(one), one["attributeValue"])
        : `${variable(one)}: ${text(one, "attributeStatus") || "no status"}`;
    }),
  );
}

function configuration({ fields }: Said): string {
  const keys = objectsIn(fields, "configurationKey");
  const unknown = listIn(fields, "unknownKey").map((key) => text({ key }, "key"));
  const [only] = keys;
  const known =
    only !== undefined && keys.length === 1
      ? setting(text(only, "key"), only["value"])
      : plural(keys.length, "key");
  return joined(
    keys.length === 0 && unknown.length > 0 ? "" : known,
    unknown.length === 0 ? "" : `unknown: ${some(unknown)}`,
  );
}

export const responses: ReadonlyMap<string, Teller> = new Map<string, Teller>([
  [
    "BootNotification",
    ({ fields }) =>
      joined(status(fields), text(fields, "interval") && `interval ${text(fields, "interval")} s`),
  ],
  ["Heartbeat", ({ fields }) => labelled("Time", text(fields, "currentTime"))],
  ["Authorize", ({ fields }) => authorization(fields)],
  [
    "StartTransaction",
    ({ fields }) =>
      joined(authorization(fields), labelled("transaction", text(fields, "transactionId"))),
  ],
  ["StopTransaction", ({ fields }) => authorization(fields)],
  [
    "TransactionEvent",
    ({ fields }) =>
      joined(
        authorization(fields),
        labelled("cost so far", text(fields, "totalCost")),
        text(within(fields, "updatedPersonalMessage"), "content"),
      ),
  ],
  ["GetConfiguration", configuration],
  ["GetVariables", variables],
  ["SetVariables", ({ fields }) => results(objectsIn(fields, "setVariableResult"))],
  [
    "GetLocalListVersion",
    ({ fields }) =>
      labelled("Version", text(fields, "listVersion") || text(fields, "versionNumber")),
  ],
  [
    "GetCompositeSchedule",
    ({ fields }) =>
      joined(
        status(fields),
        scheduleLimit(within(fields, "chargingSchedule")) ||
          scheduleLimit(within(fields, "schedule")),
      ),
  ],
  ["GetDiagnostics", ({ fields }) => text(fields, "fileName")],
  ["GetLog", ({ fields }) => joined(status(fields), text(fields, "filename"))],
  [
    "RequestStartTransaction",
    ({ fields }) => joined(status(fields), labelled("transaction", text(fields, "transactionId"))),
  ],
  [
    "GetTransactionStatus",
    ({ fields }) =>
      joined(
        fields["ongoingIndicator"] === true ? "Ongoing" : "",
        fields["messagesInQueue"] === true ? "messages in queue" : "",
      ) || "Nothing in queue",
  ],
]);
