/** Which time a search looks at: a span before now, or from one moment to another. */
import type { Zone } from "./time.ts";

export type TimeRange =
  | { readonly kind: "span"; readonly span: string }
  | { readonly kind: "fixed"; readonly from: string; readonly to: string };

export const spans = [
  { span: "15m", name: "15 min" },
  { span: "1h", name: "1 h" },
  { span: "6h", name: "6 h" },
  { span: "24h", name: "24 h" },
  { span: "7d", name: "7 days" },
  { span: "all", name: "All" },
] as const;

export const SPAN_DEFAULT = "1h";

/** Out of the address: `from` and `to` win over `t`. */
export function readRange(get: (name: string) => string): TimeRange {
  const from = get("from");
  const to = get("to");
  if (from !== "" || to !== "") return { kind: "fixed", from, to };
  return { kind: "span", span: get("t") || SPAN_DEFAULT };
}

/** What the API is asked for: it knows spans, and its clock is the record's. */
export function apiTimes(range: TimeRange): { readonly from: string; readonly to: string } {
  if (range.kind === "fixed") return { from: range.from, to: range.to };
  return { from: range.span === "all" ? "" : range.span, to: "" };
}

/** The changes of the address that choose this range. */
export function addressOf(range: TimeRange) {
  return range.kind === "span"
    ? { t: range.span === SPAN_DEFAULT ? null : range.span, from: null, to: null }
    : { t: null, from: range.from || null, to: range.to || null };
}

const two = (value: number) => String(value).padStart(2, "0");

/** ISO 8601 → what an `<input type="datetime-local">` shows; "" stays. */
export function inputOf(iso: string, zone: Zone): string {
  const at = new Date(iso);
  if (iso === "" || Number.isNaN(at.getTime())) return "";
  if (zone === "utc") return at.toISOString().slice(0, 19);
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** The way back; "" for what is no time. */
export function isoOfInput(text: string, zone: Zone): string {
  if (text === "") return "";
  const at = new Date(zone === "utc" ? `${text}Z` : text);
  return Number.isNaN(at.getTime()) ? "" : at.toISOString();
}
