/** The OCPP-J frame: the rules. */
import type { Rule } from "../rule.ts";
import { actionUnknown } from "../rules/action-unknown.ts";
import { actionWrongSender } from "../rules/action-wrong-sender.ts";
import { errorCodeMisspelt } from "../rules/error-code-misspelt.ts";
import { errorCodeUnknown } from "../rules/error-code-unknown.ts";
import { errorDescriptionTooLong } from "../rules/error-description-too-long.ts";
import { errorDetailsNotObject } from "../rules/error-details-not-object.ts";
import { jsonInvalid } from "../rules/json-invalid.ts";
import { messageIdEmpty } from "../rules/message-id-empty.ts";
import { messageIdReused } from "../rules/message-id-reused.ts";
import { messageIdTooLong } from "../rules/message-id-too-long.ts";
import { messageRetransmitted } from "../rules/message-retransmitted.ts";
import { messageTypeUnknown } from "../rules/message-type-unknown.ts";
import { rpcMalformed } from "../rules/rpc-malformed.ts";

export const framingRules: readonly Rule[] = [
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
];
