/**
 * 1.6 SignedData → 2.0.1's signedMeterValue and, where the format tells it, the reading inside. The
 * signature covers the bytes as the meter wrote them: nothing is trimmed, nothing is normalized.
 */
import { limits } from "../base/limits.ts";
import type { Json, JsonObject } from "../exchange/message.ts";
import { decimalOf } from "./convert.ts";
import { fieldOf, isObject, listIn } from "./json.ts";
import type { MeterContext } from "./meter-values.ts";

export type Signed = {
  /** Null where it is too long for 2.0.1. */
  readonly signedMeterValue: JsonObject | null;
  /** Wh, W and so on; null where the format does not tell. */
  readonly reading: number | null;
};

type Parts = {
  readonly data: string;
  readonly method: string;
  readonly encoding: string;
  readonly publicKey: string;
  readonly reading: number | null;
};

export function readSigned(value: string, context: MeterContext): Signed {
  const parts = partsOf(value, context);
  const isLong =
    parts.data.length > limits.signedDataCharsMax ||
    parts.publicKey.length > limits.signedDataCharsMax;
  if (isLong || parts.data === "") return { signedMeterValue: null, reading: parts.reading };
  return {
    signedMeterValue: {
      signedMeterData: parts.data,
      signingMethod: parts.method.slice(0, 50),
      encodingMethod: parts.encoding.slice(0, 50),
      publicKey: parts.publicKey,
    },
    reading: parts.reading,
  };
}

function partsOf(value: string, { settings, publicKey }: MeterContext): Parts {
  const usual = { method: settings.signedMethod, encoding: settings.signedEncoding, publicKey };
  if (value.startsWith("OCMF|")) {
    const { method, reading } = ocmf(value);
    return { data: base64Of(value), method, encoding: "OCMF", publicKey, reading };
  }
  const noted = jsonOf(value);
  if (noted !== null && typeof noted["signedMeterData"] === "string") {
    const text = (name: string, otherwise: string) => {
      const said = noted[name];
      return typeof said === "string" ? said : otherwise;
    };
    return {
      data: text("signedMeterData", ""),
      method: text("signingMethod", usual.method),
      encoding: text("encodingMethod", usual.encoding),
      publicKey: text("publicKey", publicKey),
      reading: null,
    };
  }
  return { ...usual, data: binaryOf(value), reading: null };
}

/** Hexadecimal becomes the bytes it stands for; base64 stays; anything else is taken as text. */
function binaryOf(value: string): string {
  if (/^([0-9a-f]{2})+$/i.test(value)) return Buffer.from(value, "hex").toString("base64");
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(value) && value.length % 4 === 0) return value;
  return base64Of(value);
}

function base64Of(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

/** OCMF 1.x: `OCMF|<payload>|<signature>`, both JSON; RV is the reading, RU its unit. */
function ocmf(value: string): { readonly method: string; readonly reading: number | null } {
  const signatureAt = value.lastIndexOf("|{");
  const payload = jsonOf(value.slice("OCMF|".length, signatureAt < 5 ? undefined : signatureAt));
  const signature = signatureAt < 5 ? null : jsonOf(value.slice(signatureAt + 1));
  const said = fieldOf(signature, "SA");
  const readings = listIn(payload, "RD");
  const last: Json = readings.at(-1) ?? null;
  const unit = fieldOf(last, "RU");
  const thousands = typeof unit === "string" && /^k/i.test(unit) ? 1 : 0;
  return {
    method: typeof said === "string" ? said : "ECDSA-secp256r1-SHA256",
    reading: decimalOf(fieldOf(last, "RV"), thousands),
  };
}

/** A peer's text may be anything; what is no JSON object is null. */
function jsonOf(text: string): JsonObject | null {
  if (!text.startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}
