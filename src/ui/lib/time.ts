/**
 * Times and lengths of time for people. The API speaks ISO 8601 UTC; people choose local or UTC.
 */

export type Zone = "local" | "utc";

const KEY = "ocpptap.zone";

export function readZone(): Zone {
  return localStorage.getItem(KEY) === "utc" ? "utc" : "local";
}

export function keepZone(zone: Zone): void {
  localStorage.setItem(KEY, zone);
}

const two = (value: number) => String(value).padStart(2, "0");

/** `2026-11-21` */
export function day(iso: string, zone: Zone): string {
  const at = new Date(iso);
  return zone === "utc"
    ? `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`
    : `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** `09:00:00.123`; the milliseconds are as recorded. */
export function clock(iso: string, zone: Zone): string {
  const at = new Date(iso);
  const time =
    zone === "utc"
      ? [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()]
      : [at.getHours(), at.getMinutes(), at.getSeconds()];
  return `${time.map(two).join(":")}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}

/** `2026-11-21 09:00:00.123` */
export function dayAndClock(iso: string, zone: Zone): string {
  return `${day(iso, zone)} ${clock(iso, zone)}`;
}

/** `12 s ago`, `3 min ago`, `5 h ago`, `2 days ago` */
export function ago(iso: string, nowMs: number): string {
  return `${lengthOfTime(Math.max(0, nowMs - Date.parse(iso)))} ago`;
}

/** `80 ms`, `12 s`, `3 min`, `5.2 h`, `2 days` */
export function lengthOfTime(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 90_000) return `${Number((ms / 1_000).toFixed(ms < 10_000 ? 1 : 0))} s`;
  if (ms < 5_400_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Number((ms / 3_600_000).toFixed(1))} h`;
  return `${Math.round(ms / 86_400_000)} days`;
}
