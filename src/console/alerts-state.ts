/** Metrics of the alerts role → what the API says of them; null where it does not answer. */
import { isoFromUs } from "../base/clock.ts";
import { samplesOf, singleOf } from "../observe/samples.ts";
import type { AlertsState } from "./system-contract.ts";

export function alertsState(metrics: string | null): AlertsState | null {
  if (metrics === null) return null;
  const sum = (name: string) =>
    samplesOf(metrics, name).reduce((total, { value }) => total + value, 0);
  const lastSeconds = singleOf(metrics, "ocpptap_alert_last_timestamp_seconds");
  return {
    sent: sum("ocpptap_alerts_sent_total"),
    failures: sum("ocpptap_alert_failures_total"),
    givenUp: sum("ocpptap_alerts_given_up_total"),
    waiting: sum("ocpptap_alerts_waiting"),
    lastSentAt: lastSeconds === null ? null : isoFromUs(Math.round(lastSeconds * 1_000_000)),
  };
}
