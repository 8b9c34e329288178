/** A message between the versions was given up: it will not be sent any more. */
import type { Json } from "../../exchange/message.ts";
import { withoutSecrets } from "../../ocpp/quoting.ts";
import type { DeadLetter } from "../../spool/record.ts";
import { nothing, type Severity, type Side, statelessRule } from "../rule.ts";
import { cut, party, quoteOfError } from "../wording.ts";

type Verdict = {
  readonly severity: Severity;
  readonly side: Side | "receiver";
  /** Completes "TransactionEvent for the CSMS was given up: …". */
  readonly text: string;
};

const verdicts = {
  invalid: {
    ...{ severity: "error", side: "ours" },
    text: "what ocpptap made of it is not valid in that version, so it was not sent; this is a fault of ocpptap",
  },
  refused: {
    ...{ severity: "error", side: "receiver" },
    text: "it was refused each time it was sent",
  },
  unmatched: {
    ...{ severity: "warning", side: "station" },
    text: "it speaks of something that neither ocpptap nor the other side knows",
  },
  overflow: {
    ...{ severity: "error", side: "csms" },
    text: "the CSMS took nothing for so long that there was no room left for all that waits",
  },
} as const satisfies Record<DeadLetter["why"], Verdict>;

export const translationDeadLetter = statelessRule(
  {
    id: "translation-dead-letter",
    title: "A translated message was given up",
    severity: "error",
    side: "ours",
    clause: "",
    explanation:
      "What a station says is kept until the CSMS has taken it, also over outages and restarts. This message will not be sent any more: because the receiver refused it again and again, because too much was waiting, because it speaks of something that nobody knows, or because ocpptap made something invalid of it, which it then does not send. What was given up stands in the details, without secrets; where it belongs to a transaction, the CSMS may bill it wrongly.",
    remedy:
      "Refused: read the CSMS's reason and its log, and correct the transaction there by hand. Too much waiting: bring the CSMS back; what is charged meanwhile can be read from the station's own messages. Invalid: please report it with the two messages; the station's side is in the record, so nothing is lost for good.",
  },
  {
    note({ body }) {
      if (body.note !== "dead-letter") return nothing;
      const { why, leg, problem } = body;
      const { severity, side, text } = verdicts[why];
      const action = cut(body.action);
      const payload = readPayload(body.payload);
      const quoted = quoteOfError(problem, { action: body.action, payload });
      return [
        {
          sentence: `${action || "A message"} for ${party[leg]} was given up: ${text}${quoted === "" ? "" : ` (${quoted})`}.`,
          severity,
          side: side === "receiver" ? leg : side,
          evidence: [],
          details: {
            ...{ why, leg, action, problem: quoted },
            payload: withoutSecrets({ action: body.action, payload }),
          },
        },
      ];
    },
  },
);

/** Null for one that was cut short: what is secret in it cannot be told. */
function readPayload(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
