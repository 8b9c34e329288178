/** Hours in which messages wait. In: a moment and the configuration. Out: whether it is one. */
import type { AlertConfig } from "../config/alerts.ts";

export type QuietHours = NonNullable<AlertConfig["quietHours"]>;

/** From `from` on, up to and without `to`; over midnight where `to` is earlier. */
export function isQuiet({ from, to, timeZone }: QuietHours, nowUs: number): boolean {
  const time = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).format(new Date(nowUs / 1000));
  return from <= to ? time >= from && time < to : time >= from || time < to;
}
