/**
 * How each event is told: its log line and its metrics together. A new event does not compile until
 * it has an entry here.
 *
 * Levels: error = data is lost or a human must act; warn = recovered; info = worth a line each;
 * debug = too many for a line each, the metric tells them. Label values are finite by construction:
 * no ids, no free text.
 */
import { accessTellings } from "./access-telling.ts";
import { alertTellings } from "./alert-telling.ts";
import { backendTellings } from "./backend-telling.ts";
import { cutoverTellings } from "./cutover-telling.ts";
import type { TapEventName } from "./events.ts";
import { fleetTellings } from "./fleet-telling.ts";
import { lifeTellings } from "./life-telling.ts";
import { shadowTellings } from "./shadow-telling.ts";
import { spoolTellings } from "./spool-telling.ts";
import {
  counter,
  type EventMetric,
  type EventOf,
  seconds,
  sizes,
  type Telling,
} from "./telling-parts.ts";
import { trustTellings } from "./trust-telling.ts";

/** An HTTP status as a label: a hostile CSMS may send any number. */
function statusLabel(status: number): string {
  return status >= 100 && status <= 599 ? String(status) : "other";
}

/** Every request of a station ends in one of three ways; three events count in this one metric. */
function handshake(outcome: "accepted" | "refused" | "invalid"): EventMetric<unknown> {
  return counter("ocpptap_handshakes_total", "Handshakes of stations, by outcome.", {
    labels: ["outcome"],
    labelsOf: () => ({ outcome }),
    zeros: [{ outcome: "accepted" }, { outcome: "refused" }, { outcome: "invalid" }],
  });
}

export const tellings: { readonly [Name in TapEventName]: Telling<EventOf<Name>> } = {
  ready: {
    level: "info",
    text: ({ role, address }) => `ready: ${role} on ${address}`,
    metrics: [],
  },
  stopping: {
    level: "info",
    text: ({ role, reason }) => `stopping: ${role}, ${reason}`,
    metrics: [],
  },
  operationFailed: {
    level: "error",
    text: ({ code, problem, remedy }) => `${code}: ${problem} ${remedy}`,
    metrics: [
      counter("ocpptap_operation_failures_total", "Operations that failed, by error code.", {
        labels: ["code"],
        labelsOf: ({ code }) => ({ code }),
      }),
    ],
  },
  bug: {
    level: "error",
    text: ({ where, problem }) =>
      `bug in ${where}: ${problem}; it was contained, please report it with this line`,
    metrics: [counter("ocpptap_bugs_total", "Broken assumptions of our own code, contained.")],
  },
  linkOpened: {
    level: "info",
    text: ({ stationId, answerMs }) => `link opened: ${stationId}, CSMS answered in ${answerMs} ms`,
    metrics: [
      handshake("accepted"),
      counter("ocpptap_links_opened_total", "Links whose handshake the CSMS accepted."),
      seconds(
        "ocpptap_handshake_answer_seconds",
        "From the station's request to the CSMS's answer.",
        ({ answerMs }) => answerMs,
      ),
    ],
  },
  linkRefused: {
    level: "warn",
    text: ({ stationId, status, reason }) => `link refused: ${stationId}, ${status}: ${reason}`,
    metrics: [
      handshake("refused"),
      counter("ocpptap_links_refused_total", "Handshakes not answered 101, by HTTP status.", {
        labels: ["status"],
        labelsOf: ({ status }) => ({ status: statusLabel(status) }),
      }),
    ],
  },
  linkClosed: {
    level: "info",
    text: ({ stationId, how, openMs }) =>
      `link closed: ${stationId}, ${how} after ${Math.round(openMs / 1000)} s`,
    metrics: [
      counter("ocpptap_links_closed_total", "Links that ended, by how.", {
        labels: ["how"],
        labelsOf: ({ how }) => ({ how }),
      }),
    ],
  },
  linkSuperseded: {
    level: "warn",
    text: ({ stationId, reason }) => `link superseded by a new one: ${stationId}, ${reason}`,
    metrics: [
      counter("ocpptap_links_superseded_total", "Old links closed because the station redialled."),
    ],
  },
  handshakeInvalid: {
    level: "warn",
    text: ({ problem, remoteAddress }) => `not a handshake, from ${remoteAddress}: ${problem}`,
    metrics: [
      handshake("invalid"),
      counter("ocpptap_handshakes_invalid_total", "Requests that are no handshake."),
    ],
  },
  httpExchanged: {
    level: "debug",
    text: ({ caller, status, ms }) =>
      `plain HTTP of the ${caller}: ${status === 0 ? "no answer" : status}, ${Math.round(ms)} ms`,
    metrics: [
      counter("ocpptap_http_exchanges_total", "Requests over plain HTTP, by caller and class.", {
        labels: ["caller", "class"],
        labelsOf: ({ caller, status }) => ({
          ...{ caller, class: status === 0 ? "none" : `${Math.trunc(status / 100)}xx` },
        }),
      }),
      seconds(
        "ocpptap_http_exchange_seconds",
        "From a request to the end of its answer.",
        ({ ms }) => ms,
      ),
    ],
  },
  linksBounded: {
    level: "info",
    text: ({ links, descriptors }) =>
      descriptors === 0
        ? `at most ${links} links at once`
        : `at most ${links} links at once; ${descriptors} descriptors may be open`,
    metrics: [],
  },
  listenerFailed: {
    level: "error",
    text: ({ address, problem }) => `the listener ${address} failed: ${problem}`,
    metrics: [counter("ocpptap_listener_failures_total", "Failures of listeners.")],
  },
  tapDisabled: {
    level: "error",
    text: ({ linkId, problem }) =>
      `link ${linkId} is relayed but no longer recorded, because of a bug of ocpptap: ${problem}`,
    metrics: [counter("ocpptap_taps_disabled_total", "Links whose recording was given up.")],
  },
  stationCalled: {
    level: "info",
    text: ({ linkId, stationId, action, by, outcome }) =>
      `link ${linkId}: ${by} called ${action} of ${stationId}: ${outcome}`,
    metrics: [
      counter("ocpptap_station_calls_total", "Calls of operators to stations, by outcome.", {
        labels: ["outcome"],
        labelsOf: ({ outcome }) => ({ outcome }),
      }),
    ],
  },
  interceptEnded: {
    level: "warn",
    text: ({ linkId, problem }) =>
      `link ${linkId}: nothing can be put in or taken any more in part of it: ${problem}`,
    metrics: [
      counter("ocpptap_intercepts_ended_total", "Links whose interception was given up in part."),
    ],
  },
  directionOpaque: {
    level: "warn",
    text: ({ linkId, sender, reason }) =>
      `link ${linkId}: what the ${sender} sends is relayed but can no longer be decoded: ${reason}`,
    metrics: [
      counter("ocpptap_directions_opaque_total", "Directions relayed but no longer decoded.", {
        labels: ["sender"],
        labelsOf: ({ sender }) => ({ sender }),
      }),
    ],
  },
  legUnread: {
    level: "warn",
    text: ({ leg, bytes }) => `the ${leg} did not read: closed with ${bytes} bytes waiting for it`,
    metrics: [
      counter(
        "ocpptap_legs_unread_total",
        "Translated legs closed because the peer did not read.",
        {
          labels: ["leg"],
          labelsOf: ({ leg }) => ({ leg }),
        },
      ),
    ],
  },
  csmsLegLost: {
    level: "warn",
    text: ({ stationId, how }) => `${stationId}: the CSMS's leg ended (${how}); dialling again`,
    metrics: [
      counter("ocpptap_csms_legs_lost_total", "CSMS legs of translated stations that ended.", {
        labels: ["how"],
        labelsOf: ({ how }) => ({ how }),
      }),
    ],
  },
  csmsRedialled: {
    level: "info",
    text: ({ stationId, outcome, problem }) =>
      outcome === "connected"
        ? `${stationId}: the CSMS is connected again`
        : `${stationId}: the CSMS was dialled again in vain: ${problem}`,
    metrics: [
      counter("ocpptap_csms_redials_total", "Redials of CSMSs for translated stations.", {
        labels: ["outcome"],
        labelsOf: ({ outcome }) => ({ outcome }),
      }),
    ],
  },
  stationTaken: {
    level: "info",
    text: ({ stationId }) =>
      `${stationId}: translated by another instance now; its legs are closed`,
    metrics: [
      counter("ocpptap_stations_taken_total", "Translated stations that another instance took."),
    ],
  },
  dialogueEnded: {
    level: "error",
    text: ({ stationId, problem }) =>
      `${stationId}: translation ended, both legs closed: ${problem}`,
    metrics: [
      counter("ocpptap_dialogues_ended_total", "Translated stations cut off by a fault of ours."),
    ],
  },
  deadLettered: {
    level: "error",
    text: ({ stationId, why, action, problem }) =>
      `${stationId}: ${action} was given up (${why}): ${problem}`,
    metrics: [
      counter("ocpptap_dead_letters_total", "Translated messages that were given up.", {
        labels: ["why"],
        labelsOf: ({ why }) => ({ why }),
        zeros: [{ why: "invalid" }, { why: "refused" }, { why: "unmatched" }, { why: "overflow" }],
      }),
    ],
  },
  ...lifeTellings,
  ...shadowTellings,
  ...backendTellings,
  ...fleetTellings,
  ...cutoverTellings,
  ...accessTellings,
  ...trustTellings,
  ...spoolTellings,
  ...alertTellings,
  strictHoldExpired: {
    level: "warn",
    text: ({ linkId }) => `link ${linkId}: a message went on before its append had completed`,
    metrics: [
      counter("ocpptap_strict_holds_expired_total", "Strict holds given up to keep a link alive."),
    ],
  },
  stateWritten: {
    level: "debug",
    text: ({ outcome, ms }) => `state ${outcome} in ${ms.toFixed(1)} ms`,
    metrics: [
      counter("ocpptap_state_writes_total", "Tries to store state, by outcome.", {
        labels: ["outcome"],
        labelsOf: ({ outcome }) => ({ outcome }),
      }),
      seconds("ocpptap_state_write_seconds", "Time of one try to store state.", ({ ms }) => ms),
    ],
  },
  stateStoreFailed: {
    level: "error",
    text: ({ code, problem, remedy }) => `${code}: ${problem} ${remedy}`,
    metrics: [
      counter("ocpptap_state_store_failures_total", "Times the state store ceased to work."),
    ],
  },
  stateStoreRecovered: {
    level: "warn",
    text: ({ where }) => `the state store works again; state is kept ${where}`,
    metrics: [],
  },
  batchSent: {
    level: "debug",
    text: ({ rows, bytes, ms }) => `batch sent: ${rows} rows, ${bytes} bytes, ${ms} ms`,
    metrics: [
      counter("ocpptap_batches_sent_total", "Batches acknowledged by the store."),
      counter("ocpptap_batch_rows_total", "Rows acknowledged by the store.", {
        amount: ({ rows }) => rows,
      }),
      counter("ocpptap_batch_bytes_total", "Bytes of acknowledged batches.", {
        amount: ({ bytes }) => bytes,
      }),
      sizes("ocpptap_batch_size_rows", "Rows of one acknowledged batch.", {
        buckets: [1, 10, 100, 1_000, 10_000, 30_000, 100_000],
        amount: ({ rows }) => rows,
      }),
      seconds("ocpptap_batch_insert_seconds", "Time to acknowledge a batch.", ({ ms }) => ms),
    ],
  },
  batchRetried: {
    level: "warn",
    text: ({ problem, tries, waitMs }) =>
      `a batch has to wait (try ${tries}, next in ${waitMs} ms): ${problem}`,
    metrics: [counter("ocpptap_batches_retried_total", "Batches that had to be sent again.")],
  },
  findingRaised: {
    level: "debug",
    text: ({ rule, severity }) => `finding: ${rule} (${severity})`,
    metrics: [
      counter("ocpptap_findings_raised_total", "Findings, by rule and severity.", {
        labels: ["rule", "severity"],
        labelsOf: ({ rule, severity }) => ({ rule, severity }),
      }),
    ],
  },
  gapRecorded: {
    level: "warn",
    text: ({ reason, messages }) => `gap in the record: ${messages} messages, ${reason}`,
    metrics: [
      counter("ocpptap_gap_messages_total", "Messages relayed but not recorded, by reason.", {
        labels: ["reason"],
        labelsOf: ({ reason }) => ({ reason }),
        zeros: ["buffer-full", "segment-dropped", "damaged", "relay-lost", "opaque"].map(
          (reason) => ({ reason }),
        ),
        amount: ({ messages }) => messages,
      }),
    ],
  },
  ruleDisabled: {
    level: "error",
    text: ({ rule, linkId, problem }) =>
      `rule ${rule} is off for link ${linkId}, because of a bug of ocpptap: ${problem}`,
    metrics: [counter("ocpptap_rules_disabled_total", "Rules switched off for one link.")],
  },
  childEnded: {
    level: "error",
    text: ({ role, how, restartMs }) =>
      `${role} ended (${how}); starting it again in ${restartMs} ms`,
    metrics: [
      counter("ocpptap_children_ended_total", "Child processes that ended unasked.", {
        labels: ["child"],
        labelsOf: ({ role }) => ({ child: role }),
      }),
    ],
  },
  engineStarted: {
    level: "info",
    text: ({ ms, port, isPortKept }) =>
      `embedded ClickHouse answers on ${isPortKept ? "its port" : "the new port"} ${port} after ${ms} ms`,
    metrics: [],
  },
  spansNotTaken: {
    level: "warn",
    text: ({ url, problem }) => `spans are not taken by ${url}: ${problem}`,
    metrics: [],
  },
  storeMoved: {
    level: "info",
    text: ({ url }) => `the store is at ${url} now`,
    metrics: [],
  },
  storeNodeFailed: {
    level: "warn",
    text: ({ url, problem }) => `another node is asked than ${url}: ${problem}`,
    metrics: [],
  },
  storeMigrated: {
    level: "info",
    text: ({ steps, version }) => `store migrated: ${steps} steps, schema version ${version}`,
    metrics: [],
  },
};
