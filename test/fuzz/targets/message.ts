/** Payload bytes as OCPP-J messages: read, judged where they break, salvaged, located. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { decodeText } from "../../../src/exchange/decode.ts";
import { findJsonFault, isTooDeep } from "../../../src/exchange/json-fault.ts";
import { type Place, placesOf } from "../../../src/exchange/json-places.ts";
import type { OcppMessage } from "../../../src/exchange/message.ts";
import { parseMessage } from "../../../src/exchange/parse.ts";
import { salvage } from "../../../src/exchange/salvage.ts";
import { planned, planOf, type Target } from "../target.ts";

const VERSIONS = [null, "1.6", "2.0.1", "2.1"] as const;
const OPCODES = [1, 2] as const;

/** `undefined` for what is no JSON, as the language itself says. */
function jsonOf(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value that the offsets say is there. */
function valueAt(text: string, place: Place, whole: unknown): unknown {
  switch (place.kind) {
    case "object": {
      const own = whole as Record<string, unknown>;
      const entries = place.entries.map(({ name, value }) => {
        // Of a name that comes twice the language keeps the last.
        const isLast = place.entries.findLast((entry) => entry.name === name)?.value === value;
        return isLast ? [name, valueAt(text, value, own[name])] : [name, own[name]];
      });
      return Object.fromEntries(entries);
    }
    case "array":
      return place.items.map((item, at) => valueAt(text, item, (whole as unknown[])[at]));
    case "string":
      return JSON.parse(`"${text.slice(place.from, place.to)}"`);
    case "number":
      return JSON.parse(text.slice(place.from, place.to));
    case "word":
      return whole;
  }
}

function printed(message: Exclude<OcppMessage, { type: "malformed" }>): unknown[] {
  switch (message.type) {
    case "call":
      return [2, message.messageId, message.action, message.callPayload];
    case "callResult":
      return [3, message.messageId, message.callPayload];
    case "callError":
    case "callResultError": {
      const { messageId, errorCode, errorDescription, errorDetails } = message;
      const type = message.type === "callError" ? 4 : 5;
      return [type, messageId, errorCode, errorDescription, errorDetails];
    }
    case "send":
      return [6, message.messageId, message.action, message.callPayload];
  }
}

function checkFault(payload: Buffer, json: unknown): void {
  const fault = findJsonFault(payload);
  equal(fault === null, json !== undefined && !isTooDeep(payload), "JSON or not: two opinions");
  if (fault === null) return;
  ok(fault.offset >= 0 && fault.offset <= payload.length);
  // Up to there it was as good as any: the fault of the beginning is that it ends.
  const beginning = findJsonFault(payload.subarray(0, fault.offset));
  ok(beginning === null || beginning.offset === fault.offset, "what came before is at fault");
}

export const target: Target = {
  name: "message",
  promise:
    "every payload is a message or malformed, JSON is what the language says it is, what was read prints as what was sent, and each value is where it is said to be",
  seeds: [
    ...[
      '[2,"19223201","BootNotification",{"chargePointVendor":"V\\u00e9","chargePointModel":"M"}]',
      '[3,"19223201",{"currentTime":"2026-11-21T09:00:00Z","interval":300,"status":"Accepted"}]',
      '[4,"19223201","NotImplemented","no such action",{"a":[1,2.5e3,-0.1,true,null]}]',
      '[5,"1","RpcFrameworkError","",{}]',
      '[6,"1","NotifyPeriodicEventStream",{"data":[{"t":0,"v":"1"}],"id":1}]',
      '["2","1","Reset",{"type":"Hard"}]',
      '\ufeff[2,"a","DataTransfer",{"vendorId":"V","data":"{\\"x\\":\\"\\ud83d\\ude00\\"}"},]',
      '{"a":{"a":[]},"a":1}',
    ].map((text) => planned(text, 0, 0)),
    planned(Buffer.from("[2,\xff", "latin1"), 1, 1, 1),
  ],
  words: [
    ...['[2,"', ',"', "\\u00", "\\ud83d", '\\"', "true", "null", "1e5", "-0", "[[", "{}", '":'],
    ...["CALL", "Heartbeat", "__proto__", "é", "\u2028", "😀", "//", "/*", "NaN", "\t", "\n"],
  ],
  inputBytesMax: 65_536,
  check(input) {
    const { choice, rest: payload } = planOf(input);
    const version = VERSIONS[choice(VERSIONS.length)] ?? null;
    const opcode = OPCODES[choice(2)] ?? 1;
    const isTruncated = choice(8) === 1;
    const payloadBytes = payload.length + (isTruncated ? 9 : 0);
    const text = decodeText(payload);
    if (text !== null) ok(Buffer.from(text).equals(payload), "text is not its bytes");
    const json = jsonOf(text);
    checkFault(payload, json);
    salvage(payload);
    const message = parseMessage(payload, { opcode, isTruncated, payloadBytes, version });
    if (message.type === "malformed") {
      ok(message.problem !== "" && message.problem.length < 300, "no sentence");
    } else {
      deepEqual(printed(message), json);
    }
    if (json === undefined || text === null || isTooDeep(payload)) return;
    const places = placesOf(text);
    ok(places !== null, "JSON without places");
    deepEqual(valueAt(text, places, json), json);
  },
};
