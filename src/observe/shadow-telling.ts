/** How the events of shadows are told; see `telling.ts`. */
import type { TapEventName } from "./events.ts";
import { counter, type EventOf, seconds, type Telling } from "./telling-parts.ts";

type ShadowEventName = Extract<TapEventName, `shadow${string}`>;

export const shadowTellings: { readonly [Name in ShadowEventName]: Telling<EventOf<Name>> } = {
  shadowCompared: {
    level: "debug",
    text: ({ action, outcome, primaryMs, shadowMs }) =>
      `${action}: ${outcome} answers, after ${primaryMs} ms and ${shadowMs} ms`,
    metrics: [
      counter("ocpptap_shadow_answers_total", "Answers of both CSMSs that were compared.", {
        labels: ["action", "outcome"],
        labelsOf: ({ action, outcome }) => ({ action, outcome }),
      }),
      seconds(
        "ocpptap_shadow_primary_answer_seconds",
        "Time the primary CSMS took for an answer that was compared.",
        ({ primaryMs }) => primaryMs,
      ),
      seconds(
        "ocpptap_shadow_answer_seconds",
        "Time the shadow CSMS took for an answer that was compared.",
        ({ shadowMs }) => shadowMs,
      ),
    ],
  },
  shadowDiffered: {
    level: "info",
    text: ({ stationId, action, primary, shadow }) =>
      `${stationId}: ${action} is ${primary} for the primary CSMS and ${shadow} for the shadow's`,
    metrics: [],
  },
  shadowCommand: {
    level: "debug",
    text: ({ stationId, action, how }) => `${stationId}: the shadow's CSMS asked ${action}: ${how}`,
    metrics: [
      counter("ocpptap_shadow_commands_total", "Calls of CSMSs of shadows, by what they got.", {
        labels: ["how"],
        labelsOf: ({ how }) => ({ how }),
      }),
    ],
  },
  shadowLoss: {
    level: "debug",
    text: ({ stationId, rule, loss }) => `${stationId}: ${rule}: ${loss}`,
    metrics: [
      counter("ocpptap_shadow_losses_total", "What could not be translated for a shadow.", {
        labels: ["rule"],
        labelsOf: ({ rule }) => ({ rule }),
      }),
    ],
  },
  shadowGapped: {
    level: "warn",
    text: ({ stationId, reason }) =>
      `${stationId}: what its shadow's CSMS knows of it lacks something: ${reason}`,
    metrics: [counter("ocpptap_shadow_gapped_total", "Stations whose shadow lacks something.")],
  },
  shadowBehind: {
    level: "warn",
    text: ({ problem }) => `the shadows cannot follow the record: ${problem}; trying again`,
    metrics: [counter("ocpptap_shadow_failures_total", "Failures to follow the record.")],
  },
};
