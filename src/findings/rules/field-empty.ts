/** Required texts that are there and say nothing. */
import { type Place, textIn, valueIn } from "../fields.ts";
import { nothing, statefulRule } from "../rule.ts";
import { cut, Party } from "../wording.ts";
import { countsMemory, isPowerOfTen } from "./counts.ts";

/** Texts that identify something. Where nothing is a meaning of its own, it is not named here. */
const required: ReadonlyMap<string, readonly Place[]> = new Map<string, readonly Place[]>([
  [
    "BootNotification",
    [
      ["chargePointVendor"],
      ["chargePointModel"],
      ["chargingStation", "vendorName"],
      ["chargingStation", "model"],
    ],
  ],
  ["Authorize", [["idTag"], ["idToken", "idToken"]]],
  ["StartTransaction", [["idTag"]]],
  ["RemoteStartTransaction", [["idTag"]]],
  ["RequestStartTransaction", [["idToken", "idToken"]]],
  ["TransactionEvent", [["transactionInfo", "transactionId"]]],
]);

const noPlaces: readonly Place[] = [];

export const fieldEmpty = statefulRule(
  {
    id: "field-empty",
    title: "A required text is empty",
    severity: "note",
    side: "station",
    clause: "OCPP 1.6 §6.1, §6.3, §6.45; OCPP 2.0.1 Part 2, BootNotification, Authorize",
    explanation:
      "The field is required and present, but its text is empty. The schema lets that pass, and most receivers go on. What is missing is what the field is for: a station without vendor and model gets no settings or work-arounds made for its type, and nobody can be billed by an empty token.",
    remedy:
      "Set the vendor and model in the station's settings, or update its firmware; let the CSMS fall back on the station's identity from the URL.",
  },
  countsMemory,
  {
    message({ message, sender, seq }, _link, counts) {
      if (message.type !== "call") return nothing;
      const { action, callPayload: payload } = message;
      const places = required.get(action) ?? noPlaces;
      const empty = places.filter((place) => valueIn(payload, ...place) === "");
      // An idToken without an identifier is legal where nobody was to be authorized.
      const isAnonymous = textIn(payload, "idToken", "type") === "NoAuthorization";
      if (empty.length === 0 || isAnonymous) return nothing;
      counts[sender] += 1;
      if (!isPowerOfTen(counts[sender])) return nothing;
      const paths = empty.map((place) => place.join("."));
      const often = counts[sender] === 1 ? "" : ` (message ${counts[sender]} of this kind)`;
      return [
        {
          sentence: `${Party[sender]} sent ${action} (id ${cut(message.messageId)}) with nothing in ${paths.join(" and ")}${often}.`,
          side: sender,
          evidence: [seq],
          details: { action, paths, messages: counts[sender] },
        },
      ];
    },
  },
  { actions: [...required.keys()] },
);
