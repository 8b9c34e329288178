/** Calls in the form of another OCPP version than the link's. Told once per link and sender. */
import { inferVersion } from "../../ocpp/infer.ts";
import { nothing, statefulRule } from "../rule.ts";
import { nameOfCall, party } from "../wording.ts";
import { type Counts, countsMemory } from "./counts.ts";

export const versionMismatch = statefulRule<Counts>(
  {
    id: "version-mismatch",
    title: "Messages belong to another OCPP version than agreed",
    severity: "warning",
    side: "station",
    clause: "OCPP-J 1.6 §3.1.2; OCPP 2.0.1 Part 4 §3.1.2",
    explanation:
      "Both sides agreed on a version when they connected, or the first messages showed one, but this message has the form of another. The receiver looks for fields that are not there and refuses it. The versions 1.6 and 2.x have hardly a message in common.",
    remedy:
      "Set the sender to the agreed version, or let the connection negotiate the version that is really spoken. A CSMS that remembers a version per station has to forget it when the station's firmware changes.",
  },
  countsMemory,
  {
    message({ message, sender, seq }, { version }, told) {
      if (message.type !== "call" || version === null || told[sender] > 0) return nothing;
      const { action, messageId, callPayload } = message;
      const seen = inferVersion(action, callPayload);
      if (seen === null || isSameFamily(seen, version)) return nothing;
      told[sender] += 1;
      return [
        {
          sentence: `This link speaks OCPP ${version}, but ${party[sender]} sent ${nameOfCall({ action, messageId })} in the form of OCPP ${seen}.`,
          side: sender,
          evidence: [seq],
          details: { action, ocppVersion: version, seenVersion: seen },
        },
      ];
    },
  },
  { sorts: ["call"] },
);

/** What shows 2.0.1 is legal in 2.1, too. */
export function isSameFamily(seen: string, version: string): boolean {
  return seen === version || (seen === "2.0.1" && version === "2.1");
}
