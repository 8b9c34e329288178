/**
 * What ClickHouse's client throws → one of our errors. Promised: no credentials in the text, and
 * `isRetryable` true where the very same statement can succeed later without anyone acting.
 */
import { ClickHouseError } from "@clickhouse/client";
import { OperationalError, problemOf, systemCodeOf } from "../base/errors.ts";

/** A reader's query that asks for too much stays too much; a batch is small and tried again. */
export type Use = "query" | "insert" | "command";

/** Time, rows, bytes or memory of one query. */
const TOO_EXPENSIVE = new Set([158, 159, 160, 191, 241, 290, 307, 396]);

/**
 * What another node of the cluster may be able to do: a network between the nodes (209, 210, 279),
 * a replica without Keeper (225, 242, 244, 999), a server that stops (236, 425).
 */
const OF_ONE_NODE = new Set([209, 210, 225, 236, 242, 244, 279, 425, 999]);

/** Load, memory, disk space, a read-only or restarting server. */
const BUSY = new Set([...OF_ONE_NODE, 202, 243, 252, 285, 319, 394, 473]);

/** Credentials: with the embedded engine they are looked up again. */
const UNKNOWN_USER = new Set([192, 193, 194, 516]);

/** No database, no table: the recorder has not migrated it yet. */
const NOT_MIGRATED = new Set([60, 81]);

/** Grants, and users that only read. */
const NOT_ALLOWED = new Set([164, 497]);

/** A bound of ours lies outside of what the user's own profile allows. */
const NOT_BOUNDED_SO = 452;

const SOCKET = /^(ECONN|ENOTFOUND|EAI_|EPIPE|ETIMEDOUT|EHOST|ENET|ERR_STREAM_PREMATURE)/;
const TLS = /^(CERT|DEPTH|SELF_|UNABLE_|ERR_TLS)/;

export function isConnectionFailure(thrown: unknown): boolean {
  if (thrown instanceof ClickHouseError) return UNKNOWN_USER.has(Number(thrown.code));
  const code = systemCodeOf(thrown) ?? "";
  return SOCKET.test(code) || TLS.test(code) || problemOf(thrown) === "socket hang up";
}

/** True where the same statement is worth sending to another node at once. */
export function isNodeFailure(thrown: unknown): boolean {
  if (isConnectionFailure(thrown)) return true;
  if (thrown instanceof ClickHouseError) return OF_ONE_NODE.has(Number(thrown.code));
  return OVERDUE.test(problemOf(thrown)) || isGateway(thrown);
}

/** ClickHouse's own number of an error, also behind one of ours; null where it is none of its. */
export function clickHouseCodeOf(thrown: unknown): number | null {
  const error = thrown instanceof OperationalError ? thrown.cause : thrown;
  return error instanceof ClickHouseError ? Number(error.code) : null;
}

export function storeFailure(thrown: unknown, use: Use, url: string): OperationalError {
  if (thrown instanceof OperationalError) return thrown;
  const cause = { cause: thrown };
  if (!(thrown instanceof ClickHouseError)) {
    const problem = sentence(thrown);
    return isConnectionFailure(thrown) || OVERDUE.test(problemOf(thrown)) || isGateway(thrown)
      ? new OperationalError("STORE_UNREACHABLE", { url, problem }, cause)
      : new OperationalError("STORE_REFUSED", { problem }, cause);
  }
  const code = Number(thrown.code);
  const problem = `${sentence(thrown)} (code ${code} ${thrown.type ?? ""})`.replace(" )", ")");
  if (UNKNOWN_USER.has(code)) {
    const remedy = "Give user and password in store.url: http://user:password@host:8123/database.";
    return new OperationalError("STORE_UNSUITABLE", { url, problem, remedy }, cause);
  }
  if (BUSY.has(code)) return new OperationalError("STORE_BUSY", { problem }, cause);
  if (code === NOT_BOUNDED_SO) {
    const remedy =
      "Set query.* below what the profile of that user allows, or widen the profile's range.";
    return new OperationalError("STORE_UNSUITABLE", { url, problem, remedy }, cause);
  }
  if (NOT_ALLOWED.has(code)) {
    const remedy = "Grant what it names to the user of store.url, or give another user there.";
    return new OperationalError("STORE_UNSUITABLE", { url, problem, remedy }, cause);
  }
  if (use === "query" && NOT_MIGRATED.has(code)) {
    const hint = `its schema is not ready, ${problem}`;
    return new OperationalError("STORE_BUSY", { problem: hint }, cause);
  }
  if (TOO_EXPENSIVE.has(code)) {
    return use === "query"
      ? new OperationalError("QUERY_TOO_EXPENSIVE", { problem }, cause)
      : new OperationalError("STORE_BUSY", { problem }, cause);
  }
  return new OperationalError("STORE_REFUSED", { problem }, cause);
}

/** The client's words for a signal of ours; who aborted on purpose never sees them. */
const OVERDUE = /user aborted a request|timeout error/i;

/** A proxy in front of a store that is down answers in HTML. */
function isGateway(thrown: unknown): boolean {
  return /<html|bad gateway|unavailable|gateway time/i.test(problemOf(thrown));
}

/** ClickHouse's first line without the full stop: the catalogue's sentence has its own. */
function sentence(thrown: unknown): string {
  const [line = ""] = problemOf(thrown).split("\n");
  if (OVERDUE.test(line)) return "it did not answer in time";
  return line.trim().replace(/\.$/, "");
}
