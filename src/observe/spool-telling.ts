/** How the events of the spool are told; see `telling.ts`. */
import type { SpoolEvent } from "./spool-events.ts";
import { counter, type EventOf, type Telling } from "./telling-parts.ts";

type Name = SpoolEvent["name"];

export const spoolTellings: { readonly [Each in Name]: Telling<EventOf<Each>> } = {
  spoolOverflowed: {
    level: "error",
    text: () =>
      "spool buffer full: until half of it is free, messages are relayed and not recorded",
    metrics: [],
  },
  spoolMessagesDropped: {
    level: "debug",
    text: ({ messages }) => `spool buffer full: ${messages} messages relayed but not recorded`,
    metrics: [
      counter("ocpptap_spool_overflow_messages_total", "Messages not recorded: buffer full.", {
        amount: ({ messages }) => messages,
      }),
    ],
  },
  spoolWriteFailed: {
    level: "error",
    text: ({ code, problem }) => `the spool cannot be written (${code}): ${problem}`,
    metrics: [counter("ocpptap_spool_write_failures_total", "Writes to the spool that failed.")],
  },
  spoolRecovered: {
    level: "warn",
    text: ({ messages }) => `the spool is written again; ${messages} messages were not recorded`,
    metrics: [],
  },
  segmentDropped: {
    level: "error",
    text: ({ segment, messages }) =>
      `spool full: segment ${segment} was dropped with ${messages} messages nobody had read`,
    metrics: [
      counter("ocpptap_spool_segments_dropped_total", "Unread segments dropped: spool full."),
      counter("ocpptap_spool_dropped_messages_total", "Unread messages in dropped segments.", {
        amount: ({ messages }) => messages,
      }),
    ],
  },
  spoolDamaged: {
    level: "error",
    text: ({ segment, offset, bytes }) =>
      `the spool is damaged on disk: segment ${segment}, ${bytes} bytes at ${offset} are unreadable`,
    metrics: [
      counter("ocpptap_spool_damaged_bytes_total", "Bytes of the spool found damaged on disk.", {
        amount: ({ bytes }) => bytes,
      }),
    ],
  },
  spoolLeftOut: {
    level: "error",
    text: ({ spool, problem }) =>
      `${spool} cannot be read; the other spools are read without it: ${problem}`,
    metrics: [counter("ocpptap_spools_left_out_total", "Times that a spool could not be read.")],
  },
  spoolTakenUp: {
    level: "warn",
    text: ({ spool }) => `${spool} can be read again, and is`,
    metrics: [],
  },
};
