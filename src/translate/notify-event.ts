/** NotifyEvent: what 2.0.1 says of things that 1.6 squeezes into a status or a measurand. */
import type { JsonObject } from "../exchange/message.ts";
import { isoOf } from "./convert.ts";
import { present } from "./json.ts";
import { keep, type Turn, updateStation } from "./turn.ts";

export type Happening = {
  readonly atMs: number;
  readonly trigger: "Alerting" | "Delta" | "Periodic";
  readonly actualValue: string;
  readonly component: JsonObject;
  readonly variable: string;
  readonly type: "HardWiredNotification" | "PreconfiguredMonitor";
  readonly cleared?: boolean;
  readonly techCode?: string | null;
  readonly techInfo?: string | null;
  readonly transactionId?: string | null;
};

/** One message of them all; gives its place in the outbox. */
export function notifyEvent(turn: Turn, happenings: readonly Happening[]): string {
  const first = turn.state.station.nextEventId;
  updateStation(turn, { nextEventId: first + happenings.length });
  const eventData = happenings.map((each, index) =>
    present({
      eventId: first + index,
      timestamp: isoOf(each.atMs),
      trigger: each.trigger,
      actualValue: each.actualValue,
      techCode: each.techCode ?? undefined,
      techInfo: each.techInfo ?? undefined,
      cleared: each.cleared,
      component: each.component,
      variable: { name: each.variable },
      eventNotificationType: each.type,
      transactionId: each.transactionId ?? undefined,
    }),
  );
  const payload = { generatedAt: isoOf(turn.nowMs), seqNo: 0, eventData };
  return keep(turn, { action: "NotifyEvent", payload });
}
