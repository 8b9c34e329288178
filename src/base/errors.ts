/**
 * "The world fails": the one catalogue of operational errors. Each has a stable code, one sentence
 * with the actual values, and a remedy. `docs/reference/errors.md` is generated from it.
 * A peer that misbehaves is data, not an error; a bug of ours is `assert`.
 */
type ErrorEntry = {
  /** One sentence; `{name}` is replaced by the detail of that name. */
  readonly sentence: string;
  /** What the reader should do now. */
  readonly remedy: string;
  /** True where trying the same thing again later can succeed without anyone acting. */
  readonly isRetryable: boolean;
};

export const errorCatalogue = {
  USAGE: {
    sentence: "{problem}.",
    remedy: "Run the command with --help to see its options and examples.",
    isRetryable: false,
  },
  NO_UPSTREAM: {
    sentence: "No CSMS to relay to was given.",
    remedy:
      "Give one with --upstream wss://your-csms.example/ocpp, or routes in --config FILE. To look around without a CSMS, run: npm run demo",
    isRetryable: false,
  },
  CONFIG_INVALID: {
    sentence: "The configuration has {count} fault(s):\n{faults}",
    remedy: "Correct them and try again; `ocpptap config print` shows every key with its source.",
    isRetryable: false,
  },
  CONFIG_UNREADABLE: {
    sentence: "The configuration file {file} cannot be read: {problem}.",
    remedy: "Check the path given with --config and its permissions.",
    isRetryable: false,
  },
  ROLE_FAILED: {
    sentence: "It could not start: {problem}.",
    remedy: "This is a fault of ocpptap: please report it with the lines before this one.",
    isRetryable: false,
  },
  RELOAD_LATE: {
    sentence: "The {role} did not make the new configuration ready within {ms} ms.",
    remedy: "Look at what its log lines say, and send SIGHUP again when it is well.",
    isRetryable: true,
  },
  PORT_IN_USE: {
    sentence: "The address {address} for the {role} is already in use.",
    remedy:
      "Stop the program that uses it, or choose another with {option}; port 0 picks a free one.",
    isRetryable: true,
  },
  ADDRESS_UNUSABLE: {
    sentence: "The {role} cannot listen on {address}: {problem}.",
    remedy: "Choose an address of this machine with {option}; ports below 1024 need privileges.",
    isRetryable: false,
  },
  WORKERS_UNSUPPORTED: {
    sentence:
      "The setting relay.workers is {workers}, and {platform} cannot share a port between processes.",
    remedy: "Set relay.workers to 1, or run ocpptap on Linux.",
    isRetryable: false,
  },
  DATA_DIR_UNWRITABLE: {
    sentence: "The data directory {dir} cannot be written: {problem}.",
    remedy: "Give another with --data DIR, or change its owner or permissions.",
    isRetryable: false,
  },
  RECORDER_FILES_UNWRITABLE: {
    sentence: "The recorder cannot write its own files in {dir}: {problem}.",
    remedy:
      "Free disk space there, or mend the disk. It tries again by itself, and the spool keeps what waits as long as it has room.",
    isRetryable: false,
  },
  DATA_DIR_IN_USE: {
    sentence: "Another ocpptap ({role}, pid {pid}) uses the data directory {dir}.",
    remedy: "Stop it first, or give this one its own directory with --data DIR.",
    isRetryable: false,
  },
  TLS_FILE_INVALID: {
    sentence: "The TLS file {file} cannot be used: {problem}.",
    remedy: "Give a PEM certificate chain and its matching private key.",
    isRetryable: false,
  },
  STORE_UNREACHABLE: {
    sentence: "The store at {url} cannot be reached: {problem}.",
    remedy: "Check the address and that ClickHouse runs; recording goes on in the spool meanwhile.",
    isRetryable: true,
  },
  STORE_UNSUITABLE: {
    sentence: "The store at {url} cannot be used: {problem}.",
    remedy: "{remedy}",
    isRetryable: false,
  },
  STORE_REFUSED: {
    sentence: "The store refused a statement: {problem}.",
    remedy: "See the message of ClickHouse; if it is a missing grant or a full disk, mend that.",
    isRetryable: false,
  },
  STORE_BUSY: {
    sentence: "The store cannot do this just now: {problem}.",
    remedy: "It is tried again; if it lasts, give ClickHouse more memory or disk space.",
    isRetryable: true,
  },
  STORE_ENGINE_MISSING: {
    sentence: "The embedded ClickHouse engine is not available here: {problem}.",
    remedy:
      "Install with optional dependencies on Linux x64 with glibc, or use a ClickHouse server: --store http://user:password@host:8123/ocpptap",
    isRetryable: false,
  },
  STORE_ENGINE_FAILED: {
    sentence: "The embedded ClickHouse engine ended: {problem}.",
    remedy:
      "It is started again by itself; if it keeps ending, look at the log lines before this one.",
    isRetryable: true,
  },
  ERASE_FAILED: {
    sentence: "The token could not be removed from the table {table}: {problem}.",
    remedy: "Mend what the sentence says, and run `ocpptap erase` again; it begins anew.",
    isRetryable: true,
  },
  ERASE_INCOMPLETE: {
    sentence: "The token is still in the store: {tables}.",
    remedy: "Run `ocpptap erase` again: rows came while it was at work.",
    isRetryable: true,
  },
  ERASE_TOKEN_UNFIT: {
    sentence: "A token to be erased has {least} to {most} characters.",
    remedy: "A shorter one cannot be told from other words of the record; delete its rows instead.",
    isRetryable: false,
  },
  RECORD_KEY_UNUSABLE: {
    sentence: "The record's key {file} cannot be used: {problem}.",
    remedy: "Mend the file or its permissions, or name another in record.keyFile.",
    isRetryable: false,
  },
  SPOOL_KEY_WRONG: {
    sentence: "The spool file {file} was encrypted with another key.",
    remedy:
      "Bring back the record.key or record.keyFile it was written with, or move the file away: what is in it counts as a gap.",
    isRetryable: false,
  },
  SPOOL_FORMAT_UNKNOWN: {
    sentence: "The spool file {file} has format version {version}, which this version cannot read.",
    remedy: "Use the ocpptap version that wrote it, or a newer one.",
    isRetryable: false,
  },
  SPOOL_WRITE_FAILED: {
    sentence: "Writing to the spool in {dir} failed: {problem}.",
    remedy:
      "Free disk space or mend the disk; links go on, and what cannot be kept is counted as a gap.",
    isRetryable: true,
  },
  STATE_TAKEN: {
    sentence: "The state of {name} belongs to another connection or instance by now.",
    remedy: "Nothing: its station has moved on, and what it sent there is kept there.",
    isRetryable: false,
  },
  STATE_UNAVAILABLE: {
    sentence: "The state kept {where} cannot be used: {problem}.",
    remedy: "{remedy}",
    isRetryable: true,
  },
  STATE_DAMAGED: {
    sentence: "The state kept {where} is damaged: {problem}.",
    remedy: "{remedy}",
    isRetryable: false,
  },
  STATE_BUSY: {
    sentence: "The state kept {where} has no room for one more write: {problem}.",
    remedy: "It is tried again; if it lasts, the store is too slow for this many stations.",
    isRetryable: true,
  },
  STATE_LIMIT: {
    sentence: "The state of {name} would pass a limit: {problem}.",
    remedy:
      "Look at what this station or its CSMS sends; the limits are in docs/operations/state.md.",
    isRetryable: false,
  },
  STATE_CLOSED: {
    sentence: "The state of {name} is closed.",
    remedy: "Nothing: its station has gone, or ocpptap is stopping.",
    isRetryable: false,
  },
  OVERRIDES_UNREADABLE: {
    sentence: "The route overrides in {path} cannot be read: {problem}.",
    remedy: "Move the file away and start ocpptap again; then there are none until they are set.",
    isRetryable: false,
  },
  FAULTS_UNREADABLE: {
    sentence: "The faults on purpose in {path} cannot be read: {problem}.",
    remedy: "Move the file away and start ocpptap again; then there are none until they are set.",
    isRetryable: false,
  },
  PLANS_UNREADABLE: {
    sentence: "The plans of cut-overs in {path} cannot be read: {problem}.",
    remedy: "Move the file away and start ocpptap again; stations stay where overrides lead them.",
    isRetryable: false,
  },
  FLEET_UNAVAILABLE: {
    sentence: "What instances share cannot be had: {problem}.",
    remedy:
      "It is tried again by itself; look at redis.url and docs/operations/fleet.md. Links go on meanwhile.",
    isRetryable: true,
  },
  CALL_NOT_SENT: {
    sentence: "The call was not sent to {station}: {problem}.",
    remedy: "{remedy}",
    isRetryable: false,
  },
  CALL_UNANSWERED: {
    sentence: "{station} did not answer the call: {problem}.",
    remedy: "{remedy}",
    isRetryable: false,
  },
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

export type ErrorCode = keyof typeof errorCatalogue;

export class OperationalError extends Error {
  override readonly name = "OperationalError";
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string | number>>;
  readonly remedy: string;
  readonly isRetryable: boolean;

  constructor(
    code: ErrorCode,
    details: Readonly<Record<string, string | number>> = {},
    options?: { readonly cause?: unknown },
  ) {
    const entry: ErrorEntry = errorCatalogue[code];
    super(fill(entry.sentence, details), options);
    this.code = code;
    this.details = details;
    this.remedy = fill(entry.remedy, details);
    this.isRetryable = entry.isRetryable;
  }
}

/** The text of anything that was thrown, for the `{problem}` of a sentence. */
export function problemOf(thrown: unknown): string {
  if (thrown instanceof Error) {
    const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
    return thrown.message || code || thrown.name;
  }
  return String(thrown);
}

/** The system's error code (`ECONNREFUSED`, …) or null. */
export function systemCodeOf(thrown: unknown): string | null {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string"
    ? thrown.code
    : null;
}

function fill(template: string, details: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(details[name] ?? whole));
}
