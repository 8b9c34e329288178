/** How the events of alerts are told; see `telling.ts`. */
import type { TapEventName } from "./events.ts";
import { counter, type EventOf, seconds, type Telling } from "./telling-parts.ts";

type AlertEventName = Extract<TapEventName, `alert${string}`>;

/** An alert's name is the configuration's: as many as there are alerts. */
const byReceiver = {
  labels: ["alert", "kind"],
  labelsOf: ({ alert, kind }: { readonly alert: string; readonly kind: string }) => ({
    alert,
    kind,
  }),
};

export const alertTellings: { readonly [Name in AlertEventName]: Telling<EventOf<Name>> } = {
  alertSent: {
    level: "info",
    text: ({ alert, kind, status }) => `alert ${alert}: told by ${kind} (${status})`,
    metrics: [
      counter("ocpptap_alerts_sent_total", "Messages that a receiver took.", byReceiver),
      seconds("ocpptap_alert_send_seconds", "Time a receiver took for a message.", ({ ms }) => ms),
    ],
  },
  alertDelayed: {
    level: "warn",
    text: ({ alert, kind, problem, waitMs }) =>
      `alert ${alert}: its ${kind} did not take a message (next try in ${waitMs} ms): ${problem}`,
    metrics: [
      counter("ocpptap_alert_failures_total", "Messages that a receiver did not take.", byReceiver),
    ],
  },
  alertGivenUp: {
    level: "error",
    text: ({ alert, kind, problem }) =>
      `alert ${alert}: a message is given up, nobody was told by ${kind}: ${problem}`,
    metrics: [counter("ocpptap_alerts_given_up_total", "Messages nobody took.", byReceiver)],
  },
  alertInvalid: {
    level: "error",
    text: ({ alert, problem }) => `alert ${alert} is off, its \`when\` cannot be used: ${problem}`,
    metrics: [],
  },
  alertsBehind: {
    level: "warn",
    text: ({ problem, waitMs }) =>
      `alerts cannot follow the findings (next try in ${waitMs} ms): ${problem}`,
    metrics: [counter("ocpptap_alerts_behind_total", "Failures to follow the findings.")],
  },
  alertsForgotten: {
    level: "error",
    text: ({ problem }) => `what alerts remembered is lost, they begin anew: ${problem}`,
    metrics: [],
  },
};
