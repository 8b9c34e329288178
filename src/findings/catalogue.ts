/**
 * All rules, as data: the engine runs them, the API explains them, the reference page lists them.
 */
import type { Rule, RuleText } from "./rule.ts";
import { actionUnknown } from "./rules/action-unknown.ts";
import { actionWrongSender } from "./rules/action-wrong-sender.ts";
import { callAborted } from "./rules/call-aborted.ts";
import { callError } from "./rules/call-error.ts";
import { callOverlap } from "./rules/call-overlap.ts";
import { callTimeout } from "./rules/call-timeout.ts";
import { commandBurst } from "./rules/command-burst.ts";
import { csmsUnreachable } from "./rules/csms-unreachable.ts";
import { errorCodeMisspelt } from "./rules/error-code-misspelt.ts";
import { errorCodeUnknown } from "./rules/error-code-unknown.ts";
import { errorDescriptionTooLong } from "./rules/error-description-too-long.ts";
import { errorDetailsNotObject } from "./rules/error-details-not-object.ts";
import { frameIllegal } from "./rules/frame-illegal.ts";
import { handshakeRefused } from "./rules/handshake-refused.ts";
import { idleCloseCluster } from "./rules/idle-close-cluster.ts";
import { jsonInvalid } from "./rules/json-invalid.ts";
import { linkClosedAbnormally } from "./rules/link-closed-abnormally.ts";
import { linkDuplicate } from "./rules/link-duplicate.ts";
import { linkFlapping } from "./rules/link-flapping.ts";
import { messageBinary } from "./rules/message-binary.ts";
import { messageEmpty } from "./rules/message-empty.ts";
import { messageIdEmpty } from "./rules/message-id-empty.ts";
import { messageIdReused } from "./rules/message-id-reused.ts";
import { messageIdTooLong } from "./rules/message-id-too-long.ts";
import { messageOversized } from "./rules/message-oversized.ts";
import { messageRetransmitted } from "./rules/message-retransmitted.ts";
import { messageTypeUnknown } from "./rules/message-type-unknown.ts";
import { pathIrregular } from "./rules/path-irregular.ts";
import { pingUnanswered } from "./rules/ping-unanswered.ts";
import { recordGap } from "./rules/record-gap.ts";
import { responseDuplicate } from "./rules/response-duplicate.ts";
import { responseLate } from "./rules/response-late.ts";
import { responseUnmatched } from "./rules/response-unmatched.ts";
import { rpcMalformed } from "./rules/rpc-malformed.ts";
import { schemaOtherVersion } from "./rules/schema-other-version.ts";
import { schemaViolation } from "./rules/schema-violation.ts";
import { slowResponse } from "./rules/slow-response.ts";
import { subprotocolMalformed } from "./rules/subprotocol-malformed.ts";
import { subprotocolMismatch } from "./rules/subprotocol-mismatch.ts";
import { subprotocolMissing } from "./rules/subprotocol-missing.ts";
import { versionMismatch } from "./rules/version-mismatch.ts";

export const rules: readonly Rule[] = [
  // link
  handshakeRefused,
  csmsUnreachable,
  recordGap,
  messageEmpty,
  messageBinary,
  messageOversized,
  subprotocolMissing,
  subprotocolMalformed,
  subprotocolMismatch,
  versionMismatch,
  pathIrregular,
  linkClosedAbnormally,
  frameIllegal,
  linkDuplicate,
  linkFlapping,
  pingUnanswered,
  idleCloseCluster,
  commandBurst,
  // framing
  jsonInvalid,
  rpcMalformed,
  messageTypeUnknown,
  messageIdTooLong,
  messageIdEmpty,
  messageIdReused,
  messageRetransmitted,
  actionUnknown,
  actionWrongSender,
  errorCodeUnknown,
  errorCodeMisspelt,
  errorDescriptionTooLong,
  errorDetailsNotObject,
  // pairing
  callTimeout,
  responseLate,
  responseDuplicate,
  responseUnmatched,
  callAborted,
  callOverlap,
  callError,
  slowResponse,
  // schema
  schemaViolation,
  schemaOtherVersion,
];

export const ruleTexts: readonly RuleText[] = rules.map((rule) => rule.text);

const textById: ReadonlyMap<string, RuleText> = new Map(ruleTexts.map((text) => [text.id, text]));

/** Null for an id of an older or newer version. */
export function ruleText(id: string): RuleText | null {
  return textById.get(id) ?? null;
}
