/** A group → the address of the console's page that shows its findings. */

import { isoFromUs } from "../base/clock.ts";
import type { AlertConfig } from "../config/alerts.ts";

export function linkOf(
  publicUrl: string,
  about: {
    readonly group: Readonly<Record<string, string>>;
    readonly alert: Pick<AlertConfig, "on" | "when" | "vendor" | "model" | "firmware">;
    readonly fromUs: number;
  },
): string {
  const base = publicUrl.replace(/\/+$/, "");
  const { on, when, vendor, model, firmware } = about.alert;
  if (on === "ocpptap") return `${base}/system`;
  const asked = { vendor, model, firmware, ...about.group };
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value !== "") params.set(name, value);
  if (when !== "") params.set("q", when);
  params.set("from", isoFromUs(Math.floor(about.fromUs / 1e6) * 1e6));
  return `${base}/findings?${params}`;
}
