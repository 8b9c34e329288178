/** How the events of certificates and stations' passwords are told; see `telling.ts`. */
import { counter, type EventOf, type Telling } from "./telling-parts.ts";
import type { TrustEvent } from "./trust-events.ts";

type Name = TrustEvent["name"];

export const trustTellings: { readonly [Each in Name]: Telling<EventOf<Each>> } = {
  tlsShook: {
    level: "debug",
    text: ({ leg, version, isResumed }) =>
      `TLS handshake of the ${leg}'s leg: ${version}${isResumed ? ", resumed" : ""}`,
    metrics: [
      counter("ocpptap_tls_handshakes_total", "TLS handshakes, by leg and whether resumed.", {
        labels: ["leg", "resumed"],
        labelsOf: ({ leg, isResumed }) => ({ leg, resumed: isResumed ? "yes" : "no" }),
      }),
    ],
  },
  tlsLegacy: {
    level: "warn",
    text: ({ address }) =>
      `the listener ${address} lets TLS 1.0 and 1.1 in (tls.legacy): whoever is on the way may read and change what is said`,
    metrics: [],
  },
  tlsCrowded: {
    level: "warn",
    text: ({ address, handshakes }) =>
      `the listener ${address} has ${handshakes} TLS handshakes under way: a new connection was closed`,
    metrics: [
      counter("ocpptap_tls_crowded_total", "Connections closed: too many TLS handshakes at once."),
    ],
  },
  unknownsCrowded: {
    level: "warn",
    text: ({ of, network }) =>
      `too many connections wait ${of === "all" ? "in all" : `from ${network}`} to send their request: the one that has waited longest was closed`,
    metrics: [
      counter(
        "ocpptap_unknowns_crowded_total",
        "Connections closed before their request: too many, in all or of one address.",
        {
          labels: ["of"],
          labelsOf: ({ of }) => ({ of }),
          zeros: [{ of: "all" }, { of: "address" }],
        },
      ),
    ],
  },
  trustFilesRead: {
    level: "info",
    text: ({ what }) => `read again: ${what}`,
    metrics: [
      counter("ocpptap_trust_files_read_total", "Changed certificates and passwords, taken over."),
    ],
  },
  trustFilesUnusable: {
    level: "error",
    text: ({ what, problem }) =>
      `${what} changed and cannot be used, what was read before still counts: ${problem}`,
    metrics: [
      counter(
        "ocpptap_trust_files_unusable_total",
        "Changed certificates and passwords that could not be used.",
      ),
    ],
  },
  ticketKeysAlone: {
    level: "warn",
    text: ({ problem }) =>
      `TLS sessions can be resumed at the same worker only: the file of their keys failed: ${problem}`,
    metrics: [],
  },
  passwordChecked: {
    level: "debug",
    text: ({ outcome, remoteAddress }) => `password from ${remoteAddress}: ${outcome}`,
    metrics: [
      counter("ocpptap_passwords_checked_total", "Passwords of stations, by outcome.", {
        labels: ["outcome"],
        labelsOf: ({ outcome }) => ({ outcome }),
        zeros: (["right", "known", "wrong", "missing", "limited", "busy"] as const).map(
          (outcome) => ({ outcome }),
        ),
      }),
    ],
  },
};
