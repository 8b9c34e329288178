/**
 * Broken JSON → what can still be read of an OCPP-J message's head: type, id and action or error
 * code. One forward scan over the first characters; tolerates a missing comma or quote, never
 * guesses beyond the third element.
 */
import { limits } from "../base/limits.ts";
import type { MessageType } from "./message.ts";

export type Salvaged = {
  readonly messageType: MessageType | null;
  readonly messageId: string | null;
  readonly action: string | null;
  readonly errorCode: string | null;
};

export const nothingSalvaged: Salvaged = {
  messageType: null,
  messageId: null,
  action: null,
  errorCode: null,
};

/** OCPP-J 1.6 §4.1.3; 2.1 Part 4 §4.1.3 adds 5 and 6. */
const typeByNumber: ReadonlyMap<number, MessageType> = new Map([
  [2, "call"],
  [3, "callResult"],
  [4, "callError"],
  [5, "callResultError"],
  [6, "send"],
]);

export function messageTypeOf(number: unknown): MessageType | null {
  return typeof number === "number" ? (typeByNumber.get(number) ?? null) : null;
}

export function salvage(payload: Uint8Array): Salvaged {
  // Four bytes hold any character; replacement characters are fine here, the payload itself is
  // kept.
  const head = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
    .subarray(0, 4 * limits.salvageCharsMax)
    .toString("utf8")
    .slice(0, limits.salvageCharsMax);
  const opening = /^[\s\0\ufeff]*\[\s*"?(\d{1,3})"?\s*,?/.exec(head);
  if (opening === null) return nothingSalvaged;
  const messageType = messageTypeOf(Number(opening[1]));
  const id = tokenAt(head, opening[0].length);
  if (messageType === null || id === null) {
    return { ...nothingSalvaged, messageType, messageId: id?.text ?? null };
  }
  const third =
    messageType === "callResult"
      ? null
      : (tokenAt(head, id.end, { mustBeQuoted: true })?.text ?? null);
  const hasAction = messageType === "call" || messageType === "send";
  return {
    messageType,
    messageId: id.text,
    action: hasAction ? third : null,
    errorCode: hasAction ? null : third,
  };
}

/** The string (or bare number) that begins at or after white space, with the comma behind it. */
function tokenAt(
  head: string,
  from: number,
  options?: { readonly mustBeQuoted: boolean },
): { readonly text: string; readonly end: number } | null {
  const quoted = /\s*("(?:[^"\\\r\n]|\\.)*")\s*,?/y;
  quoted.lastIndex = from;
  const string = quoted.exec(head);
  if (string?.[1] !== undefined) return { text: unquote(string[1]), end: quoted.lastIndex };
  if (options?.mustBeQuoted === true) return null;
  const bare = /\s*([\w.-]{1,64})\s*,/y;
  bare.lastIndex = from;
  const word = bare.exec(head);
  return word?.[1] === undefined ? null : { text: word[1], end: bare.lastIndex };
}

/** `"a\u0062"` → `ab`; with an escape that is none, the characters as they stand. */
function unquote(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}
