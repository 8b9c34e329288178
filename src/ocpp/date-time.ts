/**
 * Is this text an RFC 3339 time? The two usual forms (`2026-01-31T12:00:00Z`, the same with
 * milliseconds) are decided without a regular expression, everything else by ajv-formats, so the
 * verdicts are those of the standard format.
 */
import { fullFormats } from "ajv-formats/dist/formats.js";

/** The standard's check splits text at every separator, which takes long where there are many. */
const form = /^[^t\s]{10}[t\s][^t\s]*$/i;

const standard = checkOf(fullFormats["date-time"]);

export function isDateTime(text: string): boolean {
  return isUsual(text) || (form.test(text) && standard(text));
}

/** Only the zone is missing: the commonest deviation in the field. */
export function lacksZone(text: string): boolean {
  return text.length < 40 && !isDateTime(text) && isDateTime(`${text}Z`);
}

/** Longer ones are no times; V8's parser looks at every character. */
const DATE_TIME_CHARS_MAX = 64;

/**
 * µs since the epoch; null for what is no time. A missing zone counts as UTC, which OCPP demands
 * and most stations that leave it out mean.
 */
export function dateTimeUs(value: unknown): number | null {
  if (typeof value !== "string" || value.length > DATE_TIME_CHARS_MAX) return null;
  if (isUsual(value)) return usualUs(value);
  const isWhole = isDateTime(value);
  if (!isWhole && !lacksZone(value)) return null;
  const ms = Date.parse(isWhole ? value : `${value}Z`);
  return Number.isFinite(ms) ? ms * 1000 : null;
}

function checkOf(format: unknown): (text: string) => boolean {
  const validate: unknown =
    typeof format === "object" && format !== null && "validate" in format ? format.validate : null;
  return typeof validate === "function" ? (text) => validate(text) === true : () => true;
}

/** True only for times that exist in every month; false says nothing. */
function isUsual(text: string): boolean {
  const { length } = text;
  if (length !== 20 && length !== 24) return false;
  if (text.charCodeAt(length - 1) !== 0x5a || text.charCodeAt(10) !== 0x54) return false;
  if (text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d) return false;
  if (text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a) return false;
  if (length === 24 && (text.charCodeAt(19) !== 0x2e || pairAt(text, 20) < 0)) return false;
  if (length === 24 && pairAt(text, 21) < 0) return false;
  const month = pairAt(text, 5);
  const day = pairAt(text, 8);
  if (pairAt(text, 0) < 0 || pairAt(text, 2) < 0) return false;
  if (month < 1 || month > 12 || day < 1 || day > 28) return false;
  return (
    isBelow(pairAt(text, 11), 24) && isBelow(pairAt(text, 14), 60) && isBelow(pairAt(text, 17), 60)
  );
}

/** Of a text that is usual. */
function usualUs(text: string): number {
  const year = pairAt(text, 0) * 100 + pairAt(text, 2);
  const days = daysSinceEpoch(year, pairAt(text, 5), pairAt(text, 8));
  const minutes = (days * 24 + pairAt(text, 11)) * 60 + pairAt(text, 14);
  const ms = text.length === 24 ? pairAt(text, 20) * 10 + text.charCodeAt(22) - 0x30 : 0;
  return ((minutes * 60 + pairAt(text, 17)) * 1000 + ms) * 1000;
}

/** In the proleptic Gregorian calendar. Years begin in March here, so that a leap day ends one. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const years = month > 2 ? year : year - 1;
  const months = month > 2 ? month - 3 : month + 9;
  const daysBeforeMonth = Math.floor((153 * months + 2) / 5);
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  return 365 * years + leapDays + daysBeforeMonth + day - 719_469;
}

function isBelow(value: number, bound: number): boolean {
  return value >= 0 && value < bound;
}

/** Two digits as a number; negative for anything else. */
function pairAt(text: string, index: number): number {
  const tens = text.charCodeAt(index) - 0x30;
  const ones = text.charCodeAt(index + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1_000;
}
