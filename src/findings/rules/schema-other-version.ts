/** A payload that is invalid in the link's version, but valid in another one. */
import { inferVersion } from "../../ocpp/infer.ts";
import { isValid } from "../../ocpp/validator.ts";
import { ocppVersions } from "../../ocpp/versions.ts";
import { judge } from "../judgement.ts";
import { nothing, statelessRule } from "../rule.ts";
import { cut, Party } from "../wording.ts";
import { isSameFamily } from "./version-mismatch.ts";

export const schemaOtherVersion = statelessRule(
  {
    id: "schema-other-version",
    title: "A payload belongs to another version of OCPP",
    severity: "note",
    side: "station",
    clause: "OCPP-J 1.6 §3.1.2; OCPP 2.0.1 Part 4 §3.1.2",
    explanation:
      "The two sides agree on one version of OCPP when they connect, and every message must follow it. This payload breaks the schema of that version but fits another one exactly. It is the usual sign of a half-finished migration, or of a library that was told one version and negotiated another.",
    remedy:
      "Compare the subprotocols that the station offers and the CSMS selects with the version each side is configured for, and correct the side that sent this message.",
  },
  {
    message(happening, link) {
      const judgement = judge(happening, link);
      if (judgement === null || judgement.verdict.kind !== "invalid") return nothing;
      const { subject, payload } = judgement;
      // The first such call of a link is told by version-mismatch, as a warning.
      const seen = subject.kind === "request" ? inferVersion(subject.action, payload) : null;
      if (seen !== null && !isSameFamily(seen, subject.version)) return nothing;
      // An empty payload fits too many messages to say anything.
      if (typeof payload !== "object" || payload === null) return nothing;
      if (Object.keys(payload).length === 0) return nothing;
      const others = ocppVersions.filter(
        (version) => version !== subject.version && isValid({ ...subject, version }, payload),
      );
      if (others.length === 0) return nothing;
      const { sender, seq, message, request } = happening;
      const name = `${/^[AEIOU]/.test(subject.action) ? "an" : "a"} ${cut(subject.action)} ${subject.kind} (id ${cut(message.messageId ?? "")})`;
      return [
        {
          sentence: `${Party[sender]} sent ${name} that is invalid in OCPP ${subject.version}, which this link speaks, but valid in OCPP ${others.join(" and ")}.`,
          side: sender,
          evidence: request === null ? [seq] : [request.seq, seq],
          details: {
            action: subject.action,
            kind: subject.kind,
            ocppVersion: subject.version,
            validIn: others.join(", "),
          },
        },
      ];
    },
  },
  { sorts: ["call", "send", "callResult"], onlyUnusual: true },
);
