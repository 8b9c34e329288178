/**
 * Payload bytes → OCPP message (OCPP-J 1.6 §4.2; 2.0.1 Part 4 §4.2; 2.1 Part 4 §4.2). Total: never
 * throws, whatever a peer sends; what is no OCPP message comes back as `malformed`, with the offset
 * of the fault and what could be salvaged.
 *
 * *Spec:* text frames only. *Practice:* some stations send JSON in binary frames, and everybody
 * reads it. *Therefore* the opcode decides nothing where the payload is UTF-8.
 *
 * *Spec:* a payload is an object. *Practice:* 1.6 §4.2.1 also mentions `null` for "no payload".
 * *Therefore* null passes; arrays, strings and numbers do not.
 *
 * *Spec:* the details of an error are an object. *Practice:* some send text or null, and everybody
 * reads the error all the same. *Therefore* details are what they are; a rule looks at them.
 */

import { limits } from "../base/limits.ts";
import { isObject } from "../base/objects.ts";
import type { OcppVersion } from "../ocpp/versions.ts";
import { decodeText } from "./decode.ts";
import { findJsonFault, hasTooManyContainers, isTooDeep } from "./json-fault.ts";
import type { Json, Malformed, MessageType, OcppMessage } from "./message.ts";
import { messageTypeOf, nothingSalvaged, type Salvaged, salvage } from "./salvage.ts";

export type Framing = {
  /** 1 text, 2 binary. */
  readonly opcode: 1 | 2;
  readonly isTruncated: boolean;
  readonly payloadBytes: number;
  /** Null while unknown: then all message types of all versions pass. */
  readonly version: OcppVersion | null;
};

/** `text` is `decodeText(payload)`, for callers that have it already. */
export function parseMessage(
  payload: Buffer,
  framing: Framing,
  text: string | null = decodeText(payload),
): OcppMessage {
  if (framing.isTruncated) {
    const problem = `Only the first ${payload.length} of ${framing.payloadBytes} bytes are recorded`;
    return malformed("truncated", problem, null, salvage(payload));
  }
  if (payload.length === 0)
    return malformed("empty", "The message is empty", null, nothingSalvaged);
  if (text === null && framing.opcode === 2) {
    return malformed("binary", `${payload.length} bytes that are not text`, null, salvage(payload));
  }
  if (hasTooManyContainers(payload)) {
    const problem = `It has more than ${limits.jsonContainersMax} objects and arrays, and is not read`;
    return malformed("truncated", problem, null, salvage(payload));
  }
  if (text === null || isTooDeep(payload)) return brokenJson(payload);
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    // A fault in the payload is an answer, not a failure: the validator says where it is.
    return brokenJson(payload);
  }
  return messageOf(value, framing.version);
}

function brokenJson(payload: Buffer): Malformed {
  const fault = findJsonFault(payload);
  const salvaged = salvage(payload);
  if (fault === null) return malformed("json", "The payload is not JSON", null, salvaged);
  const { offset, expected } = fault;
  const found = offset >= payload.length ? "the end" : quote(payload.subarray(offset, offset + 1));
  const problem = `At byte ${offset} of ${payload.length}, ${found} was found where ${expected} was expected`;
  return malformed("json", problem, offset, salvaged);
}

function quote(bytes: Buffer): string {
  const byte = bytes[0] ?? 0;
  return byte >= 0x21 && byte <= 0x7e
    ? `"${String.fromCharCode(byte)}"`
    : `byte 0x${byte.toString(16).padStart(2, "0")}`;
}

function messageOf(value: Json, version: OcppVersion | null): OcppMessage {
  if (!Array.isArray(value)) {
    return malformed(
      "frame",
      `The message is ${kindOf(value)}, not an array`,
      null,
      nothingSalvaged,
    );
  }
  const parts: readonly Json[] = value;
  const [typeNumber, messageId] = parts;
  const type = messageTypeOf(typeNumber);
  if (type === null) return unknownType(parts);
  if ((type === "callResultError" || type === "send") && version !== null && version !== "2.1") {
    const problem = `Message type ${String(typeNumber)} exists only in OCPP 2.1; this link speaks ${version}`;
    return malformed("messageType", problem, null, salvageFrom(parts, type));
  }
  if (typeof messageId !== "string") {
    const problem = `The message id is ${kindOf(messageId)}, not a string`;
    return malformed("frame", problem, null, salvageFrom(parts, type));
  }
  switch (type) {
    case "call":
    case "send":
      return callOf(parts, type, messageId);
    case "callResult":
      return resultOf(parts, messageId);
    case "callError":
    case "callResultError":
      return errorOf(parts, type, messageId);
  }
}

function unknownType(parts: readonly Json[]): Malformed {
  const [typeNumber] = parts;
  if (typeof typeNumber === "number") {
    const problem = `Message type ${typeNumber} does not exist`;
    return malformed("messageType", problem, null, salvageFrom(parts, null));
  }
  // `["2", …]`: a number in quotes still tells which kind was meant.
  const meant = typeof typeNumber === "string" ? messageTypeOf(Number(typeNumber)) : null;
  const problem =
    parts.length === 0
      ? "The message is an empty array"
      : `The message type is ${kindOf(typeNumber)}, not a number`;
  return malformed("frame", problem, null, salvageFrom(parts, meant));
}

function callOf(parts: readonly Json[], type: "call" | "send", messageId: string): OcppMessage {
  const name = type === "call" ? "CALL" : "SEND";
  const [, , action, callPayload] = parts;
  const wrong = (problem: string) => malformed("frame", problem, null, salvageFrom(parts, type));
  if (parts.length !== 4) return wrong(`A ${name} has 4 elements, this one ${parts.length}`);
  if (typeof action !== "string") return wrong(`The action is ${kindOf(action)}, not a string`);
  if (!isPayload(callPayload)) return wrong(`The payload is ${kindOf(callPayload)}, not an object`);
  return { type, messageId, action, callPayload };
}

function resultOf(parts: readonly Json[], messageId: string): OcppMessage {
  const callPayload = parts[2];
  const wrong = (problem: string) =>
    malformed("frame", problem, null, salvageFrom(parts, "callResult"));
  if (parts.length !== 3) return wrong(`A CALLRESULT has 3 elements, this one ${parts.length}`);
  if (!isPayload(callPayload)) return wrong(`The payload is ${kindOf(callPayload)}, not an object`);
  return { type: "callResult", messageId, callPayload };
}

function errorOf(
  parts: readonly Json[],
  type: "callError" | "callResultError",
  messageId: string,
): OcppMessage {
  const name = type === "callError" ? "CALLERROR" : "CALLRESULTERROR";
  const [, , errorCode, errorDescription, errorDetails] = parts;
  const wrong = (problem: string) => malformed("frame", problem, null, salvageFrom(parts, type));
  if (parts.length !== 5) return wrong(`A ${name} has 5 elements, this one ${parts.length}`);
  if (typeof errorCode !== "string") {
    return wrong(`The error code is ${kindOf(errorCode)}, not a string`);
  }
  if (typeof errorDescription !== "string") {
    return wrong(`The error description is ${kindOf(errorDescription)}, not a string`);
  }
  if (errorDetails === undefined) return wrong("The error details are missing");
  return { type, messageId, errorCode, errorDescription, errorDetails };
}

function salvageFrom(parts: readonly Json[], messageType: MessageType | null): Salvaged {
  const [, id, third] = parts;
  const messageId = typeof id === "string" ? id : typeof id === "number" ? String(id) : null;
  const text = typeof third === "string" ? third : null;
  const hasAction = messageType === "call" || messageType === "send";
  const hasErrorCode = messageType === "callError" || messageType === "callResultError";
  return {
    messageType,
    messageId,
    action: hasAction ? text : null,
    errorCode: hasErrorCode ? text : null,
  };
}

function malformed(
  reason: Malformed["reason"],
  problem: string,
  offset: number | null,
  salvaged: Salvaged,
): Malformed {
  return { type: "malformed", reason, problem, offset, ...salvaged };
}

function isPayload(value: Json | undefined): value is Json {
  return value === null || isObject(value);
}

/**
 * For sentences: short whatever the value is, and without what may be a secret, because a text in
 * the place of a payload is often the payload in quotes.
 */
function kindOf(value: Json | undefined): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return "an object";
  if (typeof value !== "string") return `the ${typeof value} ${String(value)}`;
  if (/^\d?$/.test(value)) return `the string "${value}"`;
  return `a string of ${value.length} character${value.length === 1 ? "" : "s"}`;
}
