/** Calls with an action that the link's version does not have. */
import { nearest } from "../../base/nearest.ts";
import { actionsOf, sendersOfAction, versionsOfAction } from "../../ocpp/actions.ts";
import { type OcppVersion, ocppVersions } from "../../ocpp/versions.ts";
import { nothing, statelessRule } from "../rule.ts";
import { cut, Party } from "../wording.ts";

export const actionUnknown = statelessRule(
  {
    id: "action-unknown",
    title: "A call has an action that its OCPP version does not know",
    severity: "error",
    side: "station",
    clause: "OCPP-J 1.6 §4.2.1; OCPP 2.0.1 Part 4 §4.2.1",
    explanation:
      "The receiver cannot know what is wanted and answers with the error NotImplemented, if at all. The name may be misspelt (capital letters count), belong to another OCPP version than the one that both sides agreed on, or be an invention of the vendor.",
    remedy:
      "Correct the name in the sender, or let both sides agree on the version that has the action. What OCPP does not provide belongs into DataTransfer, with the vendor's id.",
  },
  {
    message({ message, sender, seq }, { version }) {
      if (message.type !== "call" && message.type !== "send") return nothing;
      const { action, messageId } = message;
      if (version !== null && sendersOfAction(version, action) !== null) return nothing;
      const versions = versionsOfAction(action);
      if (version === null && versions.length > 0) return nothing;
      const meant = versions.length > 0 ? null : nearest(action, knownTo(version));
      const of = version === null ? "no OCPP version has" : `OCPP ${version} does not have`;
      return [
        {
          sentence: `${Party[sender]} sent the action ${action === "" ? '""' : cut(action)} (id ${cut(messageId)}), which ${of}${hint(versions, meant)}.`,
          side: sender,
          evidence: [seq],
          details: { action, messageId, ocppVersion: version, nearest: meant },
        },
      ];
    },
  },
  { sorts: ["call", "send"], onlyUnusual: true },
);

function hint(versions: readonly OcppVersion[], meant: string | null): string {
  if (versions.length > 0) return `; OCPP ${versions.join(" and ")} ${has(versions)} it`;
  if (meant !== null) return `; ${meant} was probably meant`;
  return "; extensions of a vendor belong into DataTransfer";
}

function has(versions: readonly OcppVersion[]): string {
  return versions.length === 1 ? "has" : "have";
}

function knownTo(version: OcppVersion | null): Iterable<string> {
  return version === null
    ? new Set(ocppVersions.flatMap((one) => [...actionsOf(one)]))
    : actionsOf(version);
}
