/**
 * What the strictest 2.0.1 CSMS in the field refuses although the official schemas let it pass:
 * characters of identifiers, times with more than three decimals, EVSE 0, integers beyond 32 bits,
 * security events that are not listed, signed data that is no base64, units that nobody knows. In:
 * a call of a station. Out: what is wrong with it. Pure.
 */
import { isObject } from "../base/objects.ts";
import type { Json } from "../exchange/message.ts";
import { securityEvents } from "../ocpp/reference/enumerations/open-lists.ts";
import { type SchemaKind, schemaOf } from "../ocpp/schemas.ts";
import { validate } from "../ocpp/validator.ts";
import { listOf, textOf } from "./json-fields.ts";

export type PayloadFault = {
  /** Where, e.g. `meterValue.0.timestamp`; "" for the payload itself. */
  readonly path: string;
  readonly problem: string;
  /** What a call with it is answered with. */
  readonly errorCode: "NotImplemented" | "FormatViolation" | "InternalError";
};

/** 2.0.1 Part 2, identifierString. */
const IDENTIFIER = /^[A-Za-z0-9*\-_=:+|@.]*$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const INT32 = 2 ** 31;

const IDENTIFIERS = new Set(["idToken", "additionalIdToken", "transactionId", "iccid", "imsi"]);
/** Whose `name` and `instance` are identifiers. */
const NAMED = new Set(["component", "variable"]);
const TIMES = new Set([
  ...["timestamp", "generatedAt", "startSchedule", "validFrom", "validTo", "startDateTime"],
  "endDateTime",
]);
const SIGNED = new Set(["signedMeterData", "publicKey"]);
const ENERGY_UNITS = new Set(["Wh", "kWh"]);

/** All that is wrong; empty for nothing. The schema's own faults come alone. */
export function strictFaults(
  action: string,
  payload: Json,
  kind: SchemaKind = "request",
): readonly PayloadFault[] {
  if (schemaOf("2.0.1", action, kind) === null) {
    return [{ path: "", problem: `2.0.1 has no ${action}`, errorCode: "NotImplemented" }];
  }
  const verdict = validate({ version: "2.0.1", action, kind }, payload);
  if (verdict.kind === "invalid") {
    return verdict.violations.map(({ path, expected }) => fault(path, `is not ${expected}`));
  }
  const faults: PayloadFault[] = [];
  look(payload, { name: "", within: "", path: "" }, faults);
  if (action === "MeterValues" && isObject(payload) && Number(payload["evseId"]) < 1) {
    faults.push(fault("evseId", "is not an EVSE: they count from 1"));
  }
  const event = textOf(payload, "type");
  if (action === "SecurityEventNotification" && !isListedEvent(event ?? "")) {
    faults.push(fault("type", `is not on the list of security events: ${event ?? ""}`));
  }
  return faults;
}

function isListedEvent(name: string): boolean {
  return securityEvents.get(name)?.versions.includes("2.0.1") === true;
}

function fault(path: string, problem: string): PayloadFault {
  return { path, problem, errorCode: "FormatViolation" };
}

type Place = {
  readonly name: string;
  /** Name of the field that holds the object. */
  readonly within: string;
  readonly path: string;
};

function look(value: Json, place: Place, faults: PayloadFault[]): void {
  if (typeof value === "string") lookAtText(value, place, faults);
  else if (typeof value === "number") lookAtNumber(value, place, faults);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      look(item, { ...place, path: joined(place.path, String(index)) }, faults);
    }
  } else if (isObject(value)) {
    if (place.name === "sampledValue") lookAtUnit(value, place, faults);
    for (const [name, inner] of Object.entries(value)) {
      // What is not the standard's is nobody's to judge.
      if (name === "customData" || name === "data") continue;
      look(inner, { name, within: place.name, path: joined(place.path, name) }, faults);
    }
  }
}

function lookAtText(text: string, { name, within, path }: Place, faults: PayloadFault[]): void {
  const isName = NAMED.has(within) && (name === "name" || name === "instance");
  if ((isName || IDENTIFIERS.has(name)) && !IDENTIFIER.test(text)) {
    faults.push(fault(path, `has characters that no identifier has: ${text}`));
  }
  if (TIMES.has(name) && !TIME.test(text)) {
    faults.push(fault(path, `is no time with at most three decimals: ${text}`));
  }
  if (SIGNED.has(name) && !BASE64.test(text)) faults.push(fault(path, "is no base64"));
}

function lookAtNumber(value: number, { name, within, path }: Place, faults: PayloadFault[]): void {
  if (within === "evse" && name === "id" && value < 1) {
    faults.push(fault(path, "is not an EVSE: they count from 1"));
  }
  // A measured value is a decimal and may be large.
  const isWide = Number.isInteger(value) && (value >= INT32 || value < -INT32);
  if (isWide && name !== "value") faults.push(fault(path, "has more than 32 bits"));
}

/** A missing unit means Wh; one that is unknown ends in an exception there. */
function lookAtUnit(sample: Json, { path }: Place, faults: PayloadFault[]): void {
  const measurand = textOf(sample, "measurand") ?? "Energy.Active.Import.Register";
  if (!isObject(sample) || !/^Energy\.Active/.test(measurand)) return;
  const unit = textOf(sample["unitOfMeasure"], "unit");
  if (unit === undefined || ENERGY_UNITS.has(unit)) return;
  const problem = `has a unit of energy that nobody knows: ${unit}`;
  faults.push({ path: joined(path, "unitOfMeasure.unit"), problem, errorCode: "InternalError" });
}

function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** What such a CSMS counts as energy: whole register, these contexts, Wh; oldest first. */
export function countedRegistersWh(payload: Json): readonly number[] {
  return listOf(payload, "meterValue").flatMap((meterValue) =>
    listOf(meterValue, "sampledValue").flatMap((sample) => {
      const isRegister =
        (textOf(sample, "measurand") ?? "Energy.Active.Import.Register") ===
        "Energy.Active.Import.Register";
      const isWhole = textOf(sample, "phase") === undefined;
      const value = isObject(sample) ? sample["value"] : null;
      if (!isRegister || !isWhole || typeof value !== "number") return [];
      if (!COUNTED.has(textOf(sample, "context") ?? "")) return [];
      const unit = isObject(sample) ? textOf(sample["unitOfMeasure"], "unit") : undefined;
      return [unit === "kWh" ? value * 1000 : value];
    }),
  );
}

const COUNTED = new Set(["Transaction.Begin", "Sample.Periodic", "Transaction.End"]);
