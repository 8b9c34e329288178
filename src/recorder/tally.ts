/**
 * What passes the recorder, counted for metrics: messages by sender, leg, action and type, and how
 * long answers took. In: messages as they are recorded. Promised: labels are finite whatever peers
 * send; one look-up per message; a batch that is read again after a crash counts again.
 */
import { otherSender } from "../base/ids.ts";
import type { Metrics } from "../observe/metrics.ts";
import { actionLabel } from "../ocpp/actions.ts";
import type { MessageRow } from "../store/rows.ts";

type Counted = { readonly labels: Readonly<Record<string, string>>; value: number };

export function createTally(metrics: Pick<Metrics, "measure" | "timing">) {
  const counts = new Map<string, Counted>();
  const answered = metrics.timing("exchange");
  metrics.measure("recordedMessages", () => [...counts.values()]);
  return {
    take({ sender, leg, messageType: type, action, latencyUs }: MessageRow): void {
      const label = actionLabel(action);
      const key = `${sender} ${leg} ${type} ${label}`;
      let counted = counts.get(key);
      if (counted === undefined) {
        counted = { labels: { sender, leg, action: label, type }, value: 0 };
        counts.set(key, counted);
      }
      counted.value += 1;
      if (latencyUs === null || (type !== "callResult" && type !== "callError")) return;
      answered(Math.max(0, latencyUs) / 1e6, otherSender(sender), leg, label);
    },
  };
}
