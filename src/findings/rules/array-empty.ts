/**
 * Empty lists where the text of OCPP 1.6 demands an entry and its schemas do not. (The schemas of
 * 2.x say it themselves.) Lists that may be empty are not named here: an empty `key` of
 * GetConfiguration asks for all, an empty list of SendLocalList clears the station's.
 */
import { foundAt, hasAt, type Place } from "../fields.ts";
import { nothing, statefulRule } from "../rule.ts";
import { cut, Party } from "../wording.ts";
import { countsMemory, isPowerOfTen } from "./counts.ts";

const profilePeriods: Place = ["chargingSchedule", "chargingSchedulePeriod"];

/** OCPP 1.6 §6.31, §6.49 (§7.33), §6.43, §6.33 and §6.22 (§7.13): everything marked 1..*. */
const requests: ReadonlyMap<string, readonly Place[]> = new Map<string, readonly Place[]>([
  ["MeterValues", [["meterValue"], ["meterValue", "*", "sampledValue"]]],
  ["StopTransaction", [["transactionData", "*", "sampledValue"]]],
  ["SetChargingProfile", [["csChargingProfiles", ...profilePeriods]]],
  ["RemoteStartTransaction", [["chargingProfile", ...profilePeriods]]],
]);
const responses: ReadonlyMap<string, readonly Place[]> = new Map<string, readonly Place[]>([
  ["GetCompositeSchedule", [profilePeriods]],
]);

const noPlaces: readonly Place[] = [];

export const arrayEmpty = statefulRule(
  {
    id: "array-empty",
    title: "A list is empty that needs an entry",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §6.31, §7.33, §7.13",
    explanation:
      "The text of OCPP 1.6 wants at least one entry in this list, though its JSON schema lets an empty one pass. So the message says nothing: meter values without a value, or a schedule without a limit. Some CSMSs fail on the first entry that is not there, some store a reading without a value. Stations send it when no measurand is configured, or when the meter did not answer.",
    remedy:
      "Let the sender leave out the message, or the outer entry, when there is nothing to tell. Check the configured measurands (MeterValuesSampledData) and the connection of the meter.",
  },
  countsMemory,
  {
    message({ message, request, sender, seq }, link, counts) {
      if (link.version !== "1.6" || !("callPayload" in message)) return nothing;
      const isCall = message.type === "call";
      const action = message.type === "callResult" ? (request?.action ?? "") : message.action;
      const places = (isCall ? requests : responses).get(action) ?? noPlaces;
      const { callPayload: payload } = message;
      if (places.length === 0) return nothing;
      const place = places.find((one) => hasAt(payload, one, isEmpty));
      if (place === undefined) return nothing;
      const path = foundAt(payload, place).find(({ value }) => isEmpty(value))?.path ?? "";
      counts[sender] += 1;
      if (!isPowerOfTen(counts[sender])) return nothing;
      const often = counts[sender] === 1 ? "" : ` (message ${counts[sender]} of this kind)`;
      return [
        {
          sentence: `${Party[sender]} sent ${action} (id ${cut(message.messageId)}) with an empty ${cut(path)}, which needs at least one entry${often}.`,
          side: sender,
          evidence: request === null ? [seq] : [request.seq, seq],
          details: { action, path, messages: counts[sender] },
        },
      ];
    },
  },
  { actions: [...requests.keys(), ...responses.keys()] },
);

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
