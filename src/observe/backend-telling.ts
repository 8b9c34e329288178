/** How the events of further back-ends are told; see `telling.ts`. */
import type { BackendEvent } from "./backend-events.ts";
import { counter, type EventOf, type Telling } from "./telling-parts.ts";

export const backendTellings: {
  readonly [Name in BackendEvent["name"]]: Telling<EventOf<Name>>;
} = {
  backendDialled: {
    level: "info",
    text: ({ backend, stationId, outcome, problem }) =>
      outcome === "connected"
        ? `${stationId}: the back-end ${backend} is connected`
        : `${stationId}: the back-end ${backend} was dialled in vain: ${problem}`,
    metrics: [
      counter("ocpptap_backend_dials_total", "Attempts to reach further back-ends.", {
        labels: ["backend", "outcome"],
        labelsOf: ({ backend, outcome }) => ({ backend, outcome }),
      }),
    ],
  },
  backendLost: {
    level: "info",
    text: ({ backend, stationId, how }) =>
      `${stationId}: the back-end ${backend} has gone (${how}); dialling again`,
    metrics: [
      counter("ocpptap_backends_lost_total", "WebSockets of further back-ends that ended.", {
        labels: ["backend", "how"],
        labelsOf: ({ backend, how }) => ({ backend, how }),
      }),
    ],
  },
  backendMissed: {
    level: "debug",
    text: ({ backend, stationId, why, action }) =>
      `${stationId}: the back-end ${backend} misses a ${action}: ${why}`,
    metrics: [
      counter(
        "ocpptap_backend_missed_total",
        "Calls of stations that a further back-end did not get, or did not answer, by why.",
        {
          labels: ["backend", "why"],
          labelsOf: ({ backend, why }) => ({ backend, why }),
        },
      ),
    ],
  },
  backendCalled: {
    level: "debug",
    text: ({ backend, stationId, how, action }) =>
      `${stationId}: the back-end ${backend} called ${action}: ${how}`,
    metrics: [
      counter("ocpptap_backend_calls_total", "Calls of further back-ends, by what they came to.", {
        labels: ["backend", "how"],
        labelsOf: ({ backend, how }) => ({ backend, how }),
      }),
    ],
  },
  backendOdd: {
    level: "debug",
    text: ({ backend, stationId, problem }) =>
      `${stationId}: the back-end ${backend} sent what is of no use: ${problem}`,
    metrics: [
      counter(
        "ocpptap_backend_odd_messages_total",
        "Messages of further back-ends that are neither calls nor answers to anything.",
        { labels: ["backend"], labelsOf: ({ backend }) => ({ backend }) },
      ),
    ],
  },
  backendStateLost: {
    level: "warn",
    text: ({ backend, stationId, problem }) =>
      `${stationId}: what numbers its transactions have at the back-end ${backend} is not kept: ${problem}`,
    metrics: [
      counter(
        "ocpptap_backend_state_failures_total",
        "Times the numbers of transactions at further back-ends could not be read or kept.",
      ),
    ],
  },
};
