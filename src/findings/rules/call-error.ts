/** A call that was answered with an error. */
import { isStationsOwn, otherSender, type Sender } from "../../base/ids.ts";
import type { CallRef } from "../../exchange/calls.ts";
import { isSecurityExtension, sendersOfAction } from "../../ocpp/actions.ts";
import { errorCodeOf } from "../../ocpp/error-codes.ts";
import type { OcppVersion } from "../../ocpp/versions.ts";
import type { LinkFacts, MessageHappening } from "../happening.ts";
import { nothing, type Reports, statelessRule } from "../rule.ts";
import { codeOf, nameOfCall, Party, partyOn, quoteOfError } from "../wording.ts";

export const callError = statelessRule(
  {
    id: "call-error",
    title: "A call was answered with an error",
    severity: "warning",
    side: "csms",
    clause: "OCPP-J 1.6 §4.2.3; OCPP 2.0.1 Part 4 §4.2.3",
    explanation:
      "A CALLERROR means that the call was not carried out at all, unlike a result with a status such as Rejected, which is a decision. Its code says why: the receiver does not have the function, something in the payload is wrong, or something failed inside the receiver.",
    remedy:
      "For codes that speak of the payload, compare the call with the schema of its action and correct the caller. For NotSupported or NotImplemented, stop sending that action to this model. For InternalError or GenericError, look into the log of the side that answered.",
  },
  {
    message(happening, link) {
      // One that answers no call of the record is told by response-unmatched.
      const { message, request } = happening;
      const isUnmatched = message.type === "callError" && request === null;
      return isUnmatched ? nothing : errorOf(happening, link);
    },
    exchange({ outcome, cause }, link) {
      const isUncertain = outcome.kind === "orphan" && outcome.isUncertain;
      return isUncertain && cause !== null ? errorOf(cause, link) : nothing;
    },
  },
  { sorts: ["callError", "callResultError", "orphan"] },
);

function errorOf(happening: MessageHappening, link: LinkFacts): Reports {
  const { message, sender, seq, request } = happening;
  if (message.type !== "callError" && message.type !== "callResultError") return nothing;
  const { errorCode, errorDescription, messageId } = message;
  const { leg } = link;
  // Of a spliced link, on one leg alone: nobody beyond it asked.
  const asker = happening.leg === leg ? partyOn(leg, otherSender(sender)) : "ocpptap";
  const isOurs = happening.isOwn === true || (!isStationsOwn(leg) && sender === "station");
  const answerer = isOurs ? "ocpptap" : Party[sender];
  const action = request?.action ?? "";
  const name = nameOfCall({ action, messageId });
  // Whether the error is about the call's payload or about its result, which is not at hand.
  const asked = message.type === "callError" ? request : null;
  const quoted = quoteOfError(errorDescription, asked);
  const said = quoted === "" ? "" : ` ("${quoted}")`;
  const code = codeOf(errorCode, asked);
  const meaning = errorCodeOf(errorCode)?.meaning ?? null;
  const says = meaning === null ? "" : `, which says that ${meaning}`;
  const misfit = misfitOf(errorCode, action, link.version);
  const what =
    message.type === "callError"
      ? `answered ${name} of ${asker}`
      : `refused ${asker}'s result for ${name}`;
  return [
    {
      sentence: `${answerer} ${what} with the error ${code}${said}${says}${misfit === "" ? "" : `; ${misfit}`}.`,
      side: blamed(errorCode, { request, answerer: sender, version: link.version }),
      evidence: request === null ? [seq] : [request.seq, seq],
      details: { action, messageId, errorCode: code, errorDescription: quoted },
    },
  ];
}

/** Why this code does not fit this request; "" where it does, or cannot be told. */
function misfitOf(code: string, action: string, version: OcppVersion | null): string {
  if (version === null || action === "") return "";
  const isKnown = sendersOfAction(version, action) !== null;
  if (code === "NotImplemented" && isKnown && !isSecurityExtension(action)) {
    return `OCPP ${version} has that action, so NotSupported would be the code for it`;
  }
  if (code === "NotSupported" && !isKnown) {
    return `OCPP ${version} has no such action, so NotImplemented would be the code for it`;
  }
  return "";
}

function blamed(
  code: string,
  scene: {
    readonly request: CallRef | null;
    readonly answerer: Sender;
    readonly version: OcppVersion | null;
  },
): Sender {
  const { request, answerer, version } = scene;
  const caller = otherSender(answerer);
  const blames = errorCodeOf(code)?.blames ?? null;
  if (blames !== null) return blames === "caller" ? caller : answerer;
  if (request === null || version === null) return answerer;
  return sendersOfAction(version, request.action)?.includes(caller) === true ? answerer : caller;
}
