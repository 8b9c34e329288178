/**
 * Times as people write them, for `from` and `to` of the API and the command line: ISO 8601 with up
 * to six decimals (without a zone it is UTC, as everything here), a date, or a span before now.
 */
import { OperationalError } from "../base/errors.ts";

const SPAN_US: Readonly<Record<string, number>> = {
  s: 1e6,
  m: 60e6,
  min: 60e6,
  h: 3_600e6,
  d: 86_400e6,
  w: 604_800e6,
};

const DATE = "(\\d{4}-\\d{2}-\\d{2})";
const CLOCK = "(\\d{2}:\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?";
const ZONE = "(Z|[+-]\\d{2}:?\\d{2})";
const ISO = new RegExp(`^${DATE}(?:[T ]${CLOCK}\\s*${ZONE}?)?$`, "i");

/** µs since the epoch; "" is null: no bound. */
export function parseTime(text: string, name: string, nowUs: number): number | null {
  // A plus sign of a zone arrives as a blank where a URL was written by hand.
  const written = text
    .trim()
    .replace(/ (\d{2}:?\d{2})$/, (zone, digits: string) =>
      /T.*:.* /.test(text) ? `+${digits}` : zone,
    );
  if (written === "") return null;
  if (written === "now") return nowUs;
  const span = /^-?(\d+(?:\.\d+)?)(s|min|m|h|d|w)$/.exec(written);
  if (span !== null) return Math.round(nowUs - Number(span[1]) * (SPAN_US[span[2] ?? ""] ?? 0));
  const us = isoUs(written);
  if (us !== null) return us;
  throw new OperationalError("REQUEST_INVALID", {
    problem: `${name} is not a time`,
    remedy:
      "Write e.g. 2026-11-21T09:00:00Z, 2026-11-21, or a span before now such as 15m, 2h, 7d.",
  });
}

function isoUs(text: string): number | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, date, minutes = "00:00", seconds = "00", fraction = "", zone = "Z"] = match;
  const ms = Date.parse(`${date}T${minutes}:${seconds}.000${zoneText(zone)}`);
  return Number.isNaN(ms) ? null : ms * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}

function zoneText(zone: string): string {
  if (zone.toUpperCase() === "Z") return "Z";
  return zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
}
