/**
 * Elementary conversions, station → CSMS: times, numbers, texts, identifiers. Stations write
 * numbers as text, texts as numbers, and times without a zone; all of it is understood where it has
 * only one meaning.
 */
import type { Json } from "../exchange/message.ts";
import { dateTimeUs } from "../ocpp/date-time.ts";
import { fieldOf } from "./json.ts";

/** Nothing was ever charged over OCPP-J before: an earlier time is a clock that was not set. */
const EARLIEST_MS = Date.UTC(2015, 0, 1);
const DAY_MS = 86_400_000;

/** RFC 3339 in UTC with three decimals, which every 2.0.1 schema pattern in the field allows. */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

export type Moment = { readonly ms: number; readonly isGuessed: boolean };

/** A time of the station; where it has none that can be true, the time of arrival. */
export function momentOf(value: unknown, nowMs: number): Moment {
  const text = typeof value === "string" ? value.trim().replace(/([+-]\d\d)$/, "$1:00") : value;
  const us = dateTimeUs(text);
  if (us === null) return { ms: nowMs, isGuessed: true };
  const ms = Math.floor(us / 1_000);
  if (ms < EARLIEST_MS || ms > nowMs + DAY_MS) return { ms: nowMs, isGuessed: true };
  return { ms, isGuessed: false };
}

/** A time of either peer that need not be plausible; null for none. Unit: ms. */
export function timeMsOf(value: unknown): number | null {
  const us = dateTimeUs(value);
  return us === null ? null : Math.floor(us / 1_000);
}

/** A time of a peer in the form that every schema allows; undefined for none. */
export function timeOf(value: unknown): string | undefined {
  const ms = timeMsOf(value);
  return ms === null ? undefined : isoOf(ms);
}

const NUMBER_CHARS_MAX = 40;
const decimal = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:e([+-]?\d{1,3}))?\s*[A-Za-z%°]*$/i;

/** `thousands` shifts by decimals, so 0.1 kWh are 100 Wh. Null for what is no number. */
export function decimalOf(value: unknown, thousands = 0): number | null {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || text.length > NUMBER_CHARS_MAX) return null;
  const trimmed = text.trim();
  const match = decimal.exec(trimmed.includes(".") ? trimmed : trimmed.replace(",", "."));
  if (match === null) return null;
  const exponent = Number(match[2] ?? 0) + 3 * thousands;
  const number = Number(`${match[1] ?? ""}e${exponent}`);
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : null;
}

/** For 1.6: no exponent, at most three decimals, no zeros at the end. */
export function decimalText(value: number): string {
  const text = value.toFixed(3);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Numbers in quotes and floats that are whole pass. Null outside 32 bits. */
export function integerOf(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number)) return null;
  return Math.abs(number) <= 2_147_483_647 ? number : null;
}

export function integerAt(from: Json, name: string): number | null {
  return integerOf(fieldOf(from, name));
}

/** A text field; empty counts as absent. Numbers that stand for texts pass. */
export function textAt(from: Json, name: string): string | null {
  const value = fieldOf(from, name);
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

/** Cut to so many characters, never in the middle of one. */
export function cutTo(text: string, chars: number): string {
  return text.length <= chars ? text : [...text].slice(0, chars).join("");
}

const allowed = /[A-Za-z0-9*\-_=:+|@.]/;

/** 2.0.1's identifierString; every byte of another character becomes `=HH`. */
export function identifierOf(text: string): string {
  let identifier = "";
  for (const character of text) {
    if (allowed.test(character)) {
      identifier += character;
      continue;
    }
    for (const byte of Buffer.from(character, "utf8")) {
      identifier += `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    }
  }
  return identifier;
}

/** The standard's spelling of a word that a station may write in any case; null for none of them. */
export function spelledAs(value: unknown, words: readonly string[]): string | null {
  if (typeof value !== "string") return null;
  const folded = value.trim().toLowerCase();
  return words.find((word) => word.toLowerCase() === folded) ?? null;
}
