/** How the events of who asks the console, and what they change, are told; see `telling.ts`. */
import { counter, type EventOf, type Telling } from "./telling-parts.ts";

type Name =
  | "signedIn"
  | "signedOut"
  | "signInRefused"
  | "accessRefused"
  | "callsLimited"
  | "consoleCrowded"
  | "consoleWrote"
  | "tokenChanged"
  | "tokenUnusable"
  | "consoleUnencrypted"
  | "auditFailed";

export const accessTellings: { readonly [Each in Name]: Telling<EventOf<Each>> } = {
  signedIn: {
    level: "info",
    text: ({ who, role, from, how }) => `signed in: ${who} (${role}) from ${from}, by ${how}`,
    metrics: [counter("ocpptap_sign_ins_total", "Browsers that were signed in.")],
  },
  signedOut: {
    level: "info",
    text: ({ who, from }) => `signed out: ${who} from ${from}`,
    metrics: [],
  },
  signInRefused: {
    level: "warn",
    text: ({ from, problem }) => `not signed in: ${from}: ${problem}`,
    metrics: [
      counter("ocpptap_sign_ins_refused_total", "Sign-ins and bearer tokens that were refused."),
    ],
  },
  accessRefused: {
    level: "warn",
    text: ({ who, role, from, what }) => `refused: ${who} (${role}) from ${from}: ${what}`,
    metrics: [counter("ocpptap_access_refused_total", "Calls for which the role did not suffice.")],
  },
  callsLimited: {
    level: "debug",
    text: ({ who, what }) => `too many calls: ${who}: ${what}`,
    metrics: [counter("ocpptap_api_calls_limited_total", "Calls that were answered 429.")],
  },
  consoleCrowded: {
    level: "warn",
    text: ({ what }) => `the console turned somebody away: too many ${what} at once`,
    metrics: [
      counter("ocpptap_api_crowded_total", "Turned away by the console, by what was too many.", {
        labels: ["what"],
        labelsOf: ({ what }) => ({ what }),
        zeros: (["requests", "questions", "listeners", "connections"] as const).map((what) => ({
          what,
        })),
      }),
    ],
  },
  consoleWrote: {
    level: "info",
    text: ({ who, from, what, status }) => `${what}: ${status}, by ${who} from ${from}`,
    metrics: [counter("ocpptap_api_writes_total", "Calls of the API that change something.")],
  },
  tokenChanged: {
    level: "info",
    text: ({ token }) => `the token of ${token} has changed; the one before is no longer taken`,
    metrics: [],
  },
  tokenUnusable: {
    level: "error",
    text: ({ token, problem }) => `the token of ${token} is not taken: ${problem}`,
    metrics: [counter("ocpptap_tokens_unusable_total", "Times a token's file could not be used.")],
  },
  consoleUnencrypted: {
    level: "warn",
    text: ({ address }) =>
      `the console on ${address} is reached without encryption: put a proxy with TLS in front and give console.publicUrl`,
    metrics: [],
  },
  auditFailed: {
    level: "error",
    text: ({ problem }) => `the audit cannot be written, so nothing can be changed: ${problem}`,
    metrics: [counter("ocpptap_audit_failures_total", "Entries of the audit that were not kept.")],
  },
};
