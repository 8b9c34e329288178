/**
 * One line of a text log → the OCPP-J message in it, with the time, direction and station that
 * stand before it. Lines without a message are most of a log, and no fault.
 *
 * Known by their common features rather than one by one: logs of Python's `ocpp`, SteVe,
 * OCPP.Core, evcc, ocpp-go, MicroOcpp and Home Assistant are read. Whose log it is, is the
 * caller's to say: `received` is by a CSMS in most of them, and by a station in some.
 */
import type { Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { senderOf, type TraceRecord, timeUs } from "./trace-fields.ts";

/** `[2,"`, also where a log wrote it inside quotes. */
const FRAME = /\[\s*[2-6]\s*,\s*(\\?)"/;

export function readLogLine(line: Buffer): TraceRecord | null {
  const text = line.toString("utf8");
  const start = FRAME.exec(text.length <= limits.checkLineBytesMax ? text : "");
  if (start === null) return null;
  const rest = text.slice(start.index);
  const frame = frameOf(start[1] === "\\" ? unescaped(rest) : rest);
  const before = text.slice(0, start.index).slice(-PREFIX_CHARS_MAX);
  const payload = Buffer.from(frame);
  return {
    payload,
    ...{
      payloadBytes: payload.length,
      isTruncated: false,
      linkKey: null,
      leg: "both",
      version: null,
    },
    ...directionOf(before),
    atUs: timeOf(text.slice(0, Math.min(start.index, PREFIX_CHARS_MAX))),
    stationId: stationOf(before, text.slice(start.index + frame.length).slice(0, PREFIX_CHARS_MAX)),
  };
}

const PREFIX_CHARS_MAX = 1_000;

/** To the bracket that closes the message; all of the rest where none does, as it is evidence. */
function frameOf(text: string): string {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (isQuoted) {
      if (char === "\\") at += 1;
      else if (char === '"') isQuoted = false;
    } else if (char === '"') isQuoted = true;
    else if (char === "[" || char === "{") depth += 1;
    else if (char === "]" || char === "}") {
      depth -= 1;
      if (depth === 0) return text.slice(0, at + 1);
    }
  }
  return text.trimEnd();
}

function unescaped(text: string): string {
  return text.replace(/\\(["\\/])/g, "$1");
}

const times = [
  /\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\s?(?:Z|[+-]\d\d:?\d\d)?/,
  /\b\d{2}\.\d{2}\.\d{4} \d\d:\d\d:\d\d(?:[.,]\d{1,9})?/,
  /(?<!\d)1\d{9}(?:\d{3}){0,2}(?:\.\d{1,6})?(?!\d)/,
];

function timeOf(text: string): number | null {
  for (const pattern of times) {
    const found = pattern.exec(text)?.[0];
    if (found === undefined) continue;
    const iso = found
      .replace(/^(\d{2})\.(\d{2})\.(\d{4})/, "$3-$2-$1")
      .replace(/^(\d{4})\/(\d\d)\//, "$1-$2-")
      .trim();
    return timeUs(iso);
  }
  return null;
}

const received = /\b(?:recei\w*|recv|rx|incoming|inbound)\b|<<|<-|←|⬅/gi;
const sent = /\b(?:sen[dt]s?|sending|tx|outgoing|outbound)\b|>>|->|→|➡/gi;
const parties = /([A-Za-z]{2,20})\s?(?:->|=>|→|>>|-to-)\s?([A-Za-z]{2,20})\W*$/;

/** The last word that tells it stands nearest to the message. */
function directionOf(before: string): Pick<TraceRecord, "sender" | "isRelative"> {
  const [both] = parties.exec(before) ?? [];
  const told = both === undefined ? null : senderOf(both.replace(/\W+$/, ""));
  if (told?.sender != null) return told;
  const lastIn = lastIndexOf(before, received);
  const lastOut = lastIndexOf(before, sent);
  if (lastIn < 0 && lastOut < 0) return { sender: null, isRelative: false };
  const sender: Sender = lastIn > lastOut ? "station" : "csms";
  return { sender, isRelative: true };
}

function lastIndexOf(text: string, pattern: RegExp): number {
  let last = -1;
  for (const { index } of text.matchAll(pattern)) last = index;
  return last;
}

const PLAIN_ID = `["']?([\\w.@%*+-]{1,255}?)["']?`;
const ID = `["']?([\\w.:@%*+/-]{1,255}?)["']?`;
const stations = [
  new RegExp(
    `\\bcharge?[ _-]?(?:box|point|r|ing[ _-]?station)[ _-]?(?:id)?\\s*[=:]\\s*${ID}[\\s,;\\])}"]`,
    "i",
  ),
  new RegExp(
    `\\b(?:station|cp|cs|identity|client|evse)[ _-]?(?:id)?\\s*[=:]\\s*${ID}[\\s,;\\])}"]`,
    "i",
  ),
  new RegExp(
    `\\b(?:from|to|for)\\s+(?:charge ?point|charging station|station|charger|client)?\\s*${ID}(?:[\\s,;\\])}"]|:\\s|$)`,
    "i",
  ),
  new RegExp(`\\b(?:recv|send|sent|received)\\s+${ID}:\\s*$`, "i"),
  new RegExp(`(?:^|[\\s:])${PLAIN_ID}:\\s+(?:receive|send|sent|recv)\\w*\\b`, "i"),
];

function stationOf(before: string, after: string): string | null {
  const spaced = `${before} `;
  for (const pattern of stations) {
    const id = pattern.exec(spaced)?.[1];
    if (id !== undefined) return id;
  }
  return stations[2]?.exec(after)?.[1] ?? null;
}
