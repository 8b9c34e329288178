/**
 * A call of a back-end → what may go to the station, or what it is refused with. In: the parsed
 * call, and what is allowed. Out: action and payload, with the CSMS's number of the transaction
 * where 1.6 has one. Promised: nothing goes to a station that its version's schema does not allow.
 */
import type { Call, Json } from "../exchange/message.ts";
import { numberIn } from "../findings/fields.ts";
import { sendersOfAction } from "../ocpp/actions.ts";
import { validate } from "../ocpp/validator.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import type { CallRefusal } from "./texts.ts";
import type { Transactions } from "./transactions.ts";

export type Admitted = { readonly action: string; readonly callPayload: Json };

export type Admission =
  | { readonly kind: "admitted"; readonly call: Admitted }
  | {
      readonly kind: "refused";
      readonly how: "refused" | "invalid";
      readonly refusal: CallRefusal;
    };

export type AdmissionTerms = {
  readonly version: OcppVersion;
  /** Calls that may go to the station. */
  readonly actions: ReadonlySet<string>;
  readonly transactions: Pick<Transactions, "forStation">;
};

/** Where 1.6 names a transaction in a call of the CSMS. */
const NUMBERED: Readonly<Record<string, readonly [string, ...string[]]>> = {
  RemoteStopTransaction: ["transactionId"],
  SetChargingProfile: ["csChargingProfiles", "transactionId"],
  RemoteStartTransaction: ["chargingProfile", "transactionId"],
};

export function admit({ action, callPayload }: Call, terms: AdmissionTerms): Admission {
  const { version, actions, transactions } = terms;
  const senders = sendersOfAction(version, action);
  if (senders === null) {
    return refused("NotImplemented", `OCPP ${version} has no action of this name.`);
  }
  if (!senders.includes("csms")) {
    return refused("NotSupported", `${action} is called by stations, not by back-ends.`);
  }
  if (!actions.has(action)) {
    const said = `This back-end may not send ${action} to stations: it is not among its actions at ocpptap.`;
    return refused("SecurityError", said);
  }
  const verdict = validate({ version, action, kind: "request" }, callPayload);
  if (verdict.kind === "invalid") return invalid(verdict.violations[0]);
  const place = version === "1.6" && Object.hasOwn(NUMBERED, action) ? NUMBERED[action] : undefined;
  const ofBackend = place === undefined ? null : numberIn(callPayload, ...place);
  if (place === undefined || ofBackend === null) {
    return { kind: "admitted", call: { action, callPayload } };
  }
  const ofCsms = transactions.forStation(ofBackend);
  if (ofCsms === undefined) {
    const said = `Transaction ${ofBackend} is none of this station's that this back-end has numbered.`;
    return refused("PropertyConstraintViolation", said, "invalid");
  }
  return { kind: "admitted", call: { action, callPayload: put(callPayload, place, ofCsms) } };
}

function refused(
  errorCode: string,
  errorDescription: string,
  how: "refused" | "invalid" = "refused",
): Admission {
  return { kind: "refused", how, refusal: { errorCode, errorDescription } };
}

type Violated = { readonly path: string; readonly expected: string; readonly errorCode: string };

function invalid(violation: Violated | undefined): Admission {
  const { errorCode = "GenericError", path = "", expected = "something else" } = violation ?? {};
  const where = path === "" ? "The payload" : path;
  return refused(errorCode, `${where}: ${expected} is expected.`, "invalid");
}

/** The same with another number at that place, which is there. */
function put(value: Json, [name = "", ...rest]: readonly string[], number: number): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const object = value as { readonly [name: string]: Json };
  const inner = object[name] ?? null;
  return { ...object, [name]: rest.length === 0 ? number : put(inner, rest, number) };
}
