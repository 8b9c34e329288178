/** Errors of starting and running: configuration, files, the store, state, what is shared. */
import type { ErrorEntry } from "./entry.ts";

export const runningErrors = {
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
} as const satisfies Record<string, ErrorEntry>;
