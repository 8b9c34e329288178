/**
 * The payload of a call or of its response → the few fields that become columns of their own, so
 * that a transaction, a connector or a token can be searched for.
 *
 * 1.6 and 2.x put them in fixed places whose names do not collide (`idTag` and `idToken.idToken`,
 * `connectorId` and `evse.connectorId`), so one table per version serves all actions. Total: any
 * JSON is allowed, and a value of the wrong kind counts as absent; only digits in quotes pass for
 * a number, because stations in the field send them.
 */

import { limits } from "../base/limits.ts";
import { isObject } from "../base/objects.ts";
import type { OcppVersion } from "./versions.ts";

export type Promoted = {
  /** "" for none. A number in 1.6, text in 2.x. */
  readonly transactionId: string;
  readonly connectorId: number | null;
  readonly evseId: number | null;
  /** "" for none. 1.6 calls it idTag. */
  readonly idToken: string;
};

export const nothingPromoted: Promoted = {
  transactionId: "",
  connectorId: null,
  evseId: null,
  idToken: "",
};

type Path = readonly [string] | readonly [string, string];
type Places = Readonly<Record<keyof Promoted, readonly Path[]>>;

/** OCPP 1.6 §6. */
const places16: Places = {
  transactionId: [
    ["transactionId"],
    ["csChargingProfiles", "transactionId"],
    ["chargingProfile", "transactionId"],
  ],
  connectorId: [["connectorId"]],
  evseId: [],
  idToken: [["idTag"]],
};

/** OCPP 2.0.1 and 2.1 Part 2 §1–2. */
const places2: Places = {
  transactionId: [
    ["transactionInfo", "transactionId"],
    ["transactionId"],
    ["chargingProfile", "transactionId"],
  ],
  connectorId: [["connectorId"], ["evse", "connectorId"]],
  evseId: [["evseId"], ["evse", "id"]],
  idToken: [["idToken", "idToken"]],
};

const placesUnknown: Places = {
  transactionId: [...places16.transactionId, ["transactionInfo", "transactionId"]],
  connectorId: places2.connectorId,
  evseId: places2.evseId,
  idToken: [...places16.idToken, ...places2.idToken],
};

/** The content of these is somebody else's: its names need not mean what ours mean. */
const opaqueActions: ReadonlySet<string> = new Set(["DataTransfer"]);

export function promote(
  version: OcppVersion | null,
  action: string,
  callPayload: unknown,
): Promoted {
  if (!isObject(callPayload) || opaqueActions.has(action)) return nothingPromoted;
  const places = version === "1.6" ? places16 : version === null ? placesUnknown : places2;
  const transactionId = textAt(callPayload, places.transactionId);
  const connectorId = numberAt(callPayload, places.connectorId);
  const evseId = numberAt(callPayload, places.evseId);
  const idToken = textAt(callPayload, places.idToken);
  return transactionId === "" && connectorId === null && evseId === null && idToken === ""
    ? nothingPromoted
    : { transactionId, connectorId, evseId, idToken };
}

/** What a response does not say itself is its call's. */
export function inherit(own: Promoted, from: Promoted): Promoted {
  if (from === nothingPromoted) return own;
  if (own === nothingPromoted) return from;
  return {
    transactionId: own.transactionId === "" ? from.transactionId : own.transactionId,
    connectorId: own.connectorId ?? from.connectorId,
    evseId: own.evseId ?? from.evseId,
    idToken: own.idToken === "" ? from.idToken : own.idToken,
  };
}

function textAt(payload: Readonly<Record<string, unknown>>, paths: readonly Path[]): string {
  for (const path of paths) {
    const value = valueAt(payload, path);
    if (typeof value === "string" && value !== "") return value.slice(0, limits.columnCharsMax);
    if (typeof value === "number" && Number.isFinite(value)) return String(value);
  }
  return "";
}

function numberAt(
  payload: Readonly<Record<string, unknown>>,
  paths: readonly Path[],
): number | null {
  for (const path of paths) {
    const value = valueAt(payload, path);
    const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
    if (typeof number === "number" && Number.isInteger(number) && Math.abs(number) < 2 ** 31) {
      return number;
    }
  }
  return null;
}

function valueAt(payload: Readonly<Record<string, unknown>>, path: Path): unknown {
  const value = payload[path[0]];
  if (path[1] === undefined) return value;
  return isObject(value) ? value[path[1]] : undefined;
}
