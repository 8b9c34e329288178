/**
 * The last look at a payload before it is sent. In: a message of ours. Out: null, or what is wrong
 * with it. Beside the official schema it holds us to what the strictest CSMS in the field demands
 * and the schemas only say in prose: identifier characters, times with at most three decimals, and
 * integers of 32 bits.
 */
import type { Json } from "../exchange/message.ts";
import type { SchemaKind } from "../ocpp/schemas.ts";
import { validate } from "../ocpp/validator.ts";
import { isObject } from "./json.ts";
import type { LegName } from "./live.ts";
import type { Settings } from "./settings.ts";

/** 2.0.1 Part 2, identifierString. */
const identifier = /^[A-Za-z0-9*\-_=:+|@.]*$/;
/** Not the idToken: the CSMS's own is repeated as it wrote it, and ours is escaped. */
const identifierFields = new Set(["transactionId", "iccid", "imsi"]);
const noFields: ReadonlySet<string> = new Set();
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
const timeFields = new Set([
  ...["timestamp", "generatedAt", "startSchedule", "expiryDate", "expiryDateTime", "validFrom"],
  ...["validTo", "currentTime", "cacheExpiryDateTime", "scheduleStart"],
]);
export const INT32_MAX = 2_147_483_647;

export type Outgoing = {
  readonly leg: LegName;
  readonly action: string;
  readonly kind: SchemaKind;
  readonly payload: Json;
};

export function faultIn(
  { versions }: Pick<Settings, "versions">,
  { leg, action, kind, payload }: Outgoing,
): string | null {
  const version = versions[leg];
  const verdict = validate({ version, action, kind }, payload);
  if (verdict.kind === "unknown") return `${version} has no ${action}`;
  if (verdict.kind === "invalid") {
    const [first] = verdict.violations;
    return `${first?.path ?? ""} is not ${first?.expected ?? "as the schema says"}`;
  }
  // What a peer wrote is repeated to it as it wrote it: profiles, a station's transactionId.
  const isOurs = version === "2.0.1" && action !== "ReportChargingProfiles";
  const identifiers = leg === "csms" ? identifierFields : noFields;
  return isOurs ? strictFault(payload, { name: "", path: "", identifiers }) : null;
}

type Where = {
  readonly name: string;
  readonly path: string;
  readonly identifiers: ReadonlySet<string>;
};

function strictFault(value: Json, where: Where): string | null {
  const { name, path } = where;
  if (typeof value === "string") return textFault(value, where);
  if (typeof value === "number") {
    return isTooLong(name, value) ? `${path} has more than 32 bits` : null;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const fault = strictFault(item, { ...where, path: `${path}.${index}` });
      if (fault !== null) return fault;
    }
    return null;
  }
  if (!isObject(value)) return null;
  for (const [field, inner] of Object.entries(value)) {
    // What others wrote stays as they wrote it.
    if (field === "customData" || field === "data") continue;
    const fault = strictFault(inner, { ...where, name: field, path: `${path}.${field}` });
    if (fault !== null) return fault;
  }
  return null;
}

/** Numbers of 2.0.1 that are no integers, also where they have no fraction. */
const decimals = new Set(["value", "limit", "minChargingRate", "totalCost", "startValue"]);

function isTooLong(name: string, value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) > INT32_MAX && !decimals.has(name);
}

/** 2.0.1 Part 2, integer: what a CSMS must not ask, because nobody could repeat it to it. */
export function longIntegerIn(payload: Json, name = ""): string | null {
  if (typeof payload === "number") return isTooLong(name, payload) ? name : null;
  if (typeof payload !== "object" || payload === null) return null;
  for (const [field, inner] of Object.entries(payload)) {
    const found = longIntegerIn(inner, Array.isArray(payload) ? name : field);
    if (found !== null) return found;
  }
  return null;
}

function textFault(text: string, { name, path, identifiers }: Where): string | null {
  if (identifiers.has(name) && !identifier.test(text)) {
    return `${path} has characters that no identifier has`;
  }
  if (timeFields.has(name) && !time.test(text)) return `${path} is no time in UTC`;
  return null;
}
