/** Plain HTTP and OCPP-S: the rules. */
import type { Rule } from "../rule.ts";
import { httpError } from "../rules/http-error.ts";
import { soapFault } from "../rules/soap-fault.ts";
import { soapIdentityMissing } from "../rules/soap-identity-missing.ts";
import { soapTimeout } from "../rules/soap-timeout.ts";
import { soapUnreadable } from "../rules/soap-unreadable.ts";

export const soapRules: readonly Rule[] = [
  soapFault,
  soapTimeout,
  httpError,
  soapUnreadable,
  soapIdentityMissing,
];
