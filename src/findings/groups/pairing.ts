/** Calls and their answers: the rules. */
import type { Rule } from "../rule.ts";
import { callAborted } from "../rules/call-aborted.ts";
import { callError } from "../rules/call-error.ts";
import { callOverlap } from "../rules/call-overlap.ts";
import { callTimeout } from "../rules/call-timeout.ts";
import { responseDuplicate } from "../rules/response-duplicate.ts";
import { responseLate } from "../rules/response-late.ts";
import { responseUnmatched } from "../rules/response-unmatched.ts";
import { slowResponse } from "../rules/slow-response.ts";

export const pairingRules: readonly Rule[] = [
  callTimeout,
  responseLate,
  responseDuplicate,
  responseUnmatched,
  callAborted,
  callOverlap,
  callError,
  slowResponse,
];
