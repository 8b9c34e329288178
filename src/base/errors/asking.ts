/** Errors of asking: queries, the API, who may, and the command line. */
import type { ErrorEntry } from "./entry.ts";

export const askingErrors = {
  QUERY_INVALID: {
    sentence: "The query is not valid at position {position}: {problem}.",
    remedy: "{remedy}",
    isRetryable: false,
  },
  EXPORT_TOO_LARGE: {
    sentence: "The export has more than {rows} messages and was broken off.",
    remedy: "Narrow the query or the time range, and export one part after the other.",
    isRetryable: false,
  },
  QUERY_TOO_EXPENSIVE: {
    sentence: "The query was stopped: {problem}.",
    remedy: "Narrow the time range or add a station, an action or an id.",
    isRetryable: false,
  },
  REQUEST_INVALID: {
    sentence: "The request is not valid: {problem}.",
    remedy: "{remedy}",
    isRetryable: false,
  },
  NOT_FOUND: {
    sentence: "There is no {what}.",
    remedy: "{remedy}",
    isRetryable: false,
  },
  METHOD_REFUSED: {
    sentence: "{method} is not answered here.",
    remedy:
      "Use GET; POST is for /api/check and /api/session, PUT and DELETE for /api/overrides/{station}; see /openapi.json.",
    isRetryable: false,
  },
  HOST_REFUSED: {
    sentence: "This console does not answer to the host name {host}.",
    remedy:
      "Use localhost or 127.0.0.1, or the name in console.publicUrl; a web page must not reach it through a name of its own.",
    isRetryable: false,
  },
  ORIGIN_REFUSED: {
    sentence: "This console does not answer to pages of {origin}.",
    remedy: "Send it from the console's own page, or from a program that is no browser.",
    isRetryable: false,
  },
  LIVE_FULL: {
    sentence: "There are already {count} live listeners.",
    remedy: "Close some pages or `tail` commands and try again.",
    isRetryable: true,
  },
  LIVE_LIMITED: {
    sentence: "There are already {count} live listeners of {who}.",
    remedy: "Close some pages or `tail` commands, or raise console.liveClientsPerCallerMax.",
    isRetryable: true,
  },
  REQUESTS_FULL: {
    sentence: "The console is answering {count} requests already.",
    remedy: "Wait {seconds} s and try again; if it lasts, raise console.requestsMax.",
    isRetryable: true,
  },
  REQUESTS_LIMITED: {
    sentence: "The console is answering {count} requests of {who} already.",
    remedy: "Wait {seconds} s and send fewer at once; the bound is console.requestsPerCallerMax.",
    isRetryable: true,
  },
  QUERIES_FULL: {
    sentence: "There are {count} questions waiting for the store already.",
    remedy:
      "Wait {seconds} s and try again; if it lasts, give the store more room, and raise query.atOnce or query.waitingMax.",
    isRetryable: true,
  },
  COMPARISONS_FULL: {
    sentence: "The console is making {count} comparisons already.",
    remedy: "Wait {seconds} s and try again, or compare a shorter time.",
    isRetryable: true,
  },
  REPORTS_FULL: {
    sentence: "The console is making {count} readiness reports for download already.",
    remedy: "Wait {seconds} s and try again, or make it with `ocpptap readiness --format html`.",
    isRetryable: true,
  },
  BODY_TOO_LARGE: {
    sentence: "The body of the request is larger than {bytes} bytes.",
    remedy: "Send it in parts, use `ocpptap check`, or raise console.bodyBytesMax.",
    isRetryable: false,
  },
  CONSOLE_FAILED: {
    sentence: "The console could not answer.",
    remedy: "This is a fault of ocpptap: please report it with the log lines of the console.",
    isRetryable: false,
  },
  CONSOLE_EXPOSED: {
    sentence:
      "The console refuses to listen on {address}: without authentication everyone could read the record.",
    remedy:
      "Give console.auth, or bind it to loopback, e.g. --console 127.0.0.1:9001, and reach it through an SSH tunnel or a proxy that authenticates.",
    isRetryable: false,
  },
  TOKEN_UNUSABLE: {
    sentence: "The token of {name} in {file} cannot be used: {problem}.",
    remedy:
      "Write one with `openssl rand -base64 32`, readable by this user and writable by no other.",
    isRetryable: false,
  },
  SIGN_IN_REQUIRED: {
    sentence: "Whoever asks this must say who they are.",
    remedy: "Sign in on the console's page, or send a token: `Authorization: Bearer …`.",
    isRetryable: false,
  },
  TOKEN_REFUSED: {
    sentence: "This token is not one of the console's, or no longer.",
    remedy: "Take it whole, without spaces, from whoever runs the console.",
    isRetryable: false,
  },
  SIGN_IN_FAILED: {
    sentence: "Signing in at {issuer} did not work: {problem}.",
    remedy: "Begin again from the console's page; its log and the provider's say more.",
    isRetryable: true,
  },
  NO_ROLE: {
    sentence: "{who} was known to the provider, but no value of the claim {claim} is a role here.",
    remedy: "Put them into a group that console.auth.oidc.roles names, or name one of theirs.",
    isRetryable: false,
  },
  ROLE_REQUIRED: {
    sentence: "This needs the role {needed}, and {who} has the role {role}.",
    remedy: "Ask whoever runs the console; roles are in console.auth.",
    isRetryable: false,
  },
  CALLS_LIMITED: {
    sentence: "There were too many {what} from here.",
    remedy: "Wait {seconds} s and try again.",
    isRetryable: true,
  },
  HEADER_REQUIRED: {
    sentence: "A call that changes something, with a cookie, needs the header {header}.",
    remedy: "Send `{header}: 1` and the page's Origin, or a token instead of the cookie.",
    isRetryable: false,
  },
  AUDIT_FAILED: {
    sentence: "This was not done, because the audit of the console cannot be written: {problem}.",
    remedy: "See whether the disk of the data directory is full or read-only.",
    isRetryable: true,
  },
  STORE_NOT_RUNNING: {
    sentence: "The embedded store of {dir} is not running.",
    remedy:
      "Start `ocpptap serve` with the same --data DIR, or name a ClickHouse server with --store.",
    isRetryable: true,
  },
  OUTPUT_UNWRITABLE: {
    sentence: "The file {file} cannot be written: {problem}.",
    remedy: "Give another with --output FILE, or leave it out to write to standard output.",
    isRetryable: false,
  },
  CONSOLE_REFUSED: {
    sentence: "The console at {url} refused: {problem}.",
    remedy: "{remedy}",
    isRetryable: false,
  },
  CONSOLE_UNREACHABLE: {
    sentence: "The console at {url} cannot be reached: {problem}.",
    remedy: "Start it with `ocpptap serve`, or name its address with --console.",
    isRetryable: true,
  },
} as const satisfies Record<string, ErrorEntry>;
