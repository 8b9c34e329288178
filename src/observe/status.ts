/**
 * What a role tells the machine about itself, over its unix socket: `GET /health`, `GET /metrics`,
 * and what else it is given (the recorder's `/live`). Holding the socket is also the role's lock:
 * who finds a live one leaves with a sentence; a dead one is taken over.
 */
import { chmod } from "node:fs/promises";
import { createServer, type RequestListener, request } from "node:http";
import { OperationalError, problemOf, systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Metrics } from "./metrics.ts";
import { listenExclusively } from "./role-lock.ts";
import type { RunDir } from "./run-dir.ts";

export type Health = {
  readonly ready: boolean;
  readonly detail: string;
  /** Ready, and not as its owner wants it; absent: it is. */
  readonly degraded?: boolean;
  /** Of whoever reads it; absent elsewhere. */
  readonly configuration?: ConfigurationState;
};

/** What became of the configuration since the start. */
export type ConfigurationState = {
  /** ISO 8601; null: it was not read again. */
  readonly readAt: string | null;
  /** Why what was read last does not count; null where it does. */
  readonly refused: { readonly problem: string; readonly remedy: string } | null;
  /** Keys that have changed and count only after a restart. */
  readonly waiting: readonly string[];
};

/** The answer of `GET /health`. */
export type HealthAnswer = Health & { readonly role: string; readonly pid: number };

export type StatusServer = { readonly socket: string; readonly close: () => Promise<void> };

export type RoleAnswer = Pick<Health, "ready" | "detail"> & {
  /** Null: it did not answer. */
  readonly pid: number | null;
};

/** Another role's answer, or why there is none: a role that does not run is nothing exceptional. */
export type StatusAnswer =
  | { readonly kind: "answer"; readonly status: number; readonly body: string }
  | { readonly kind: "none"; readonly problem: string };

export async function serveStatus(options: {
  readonly runDir: RunDir;
  readonly role: string;
  readonly health: () => Health;
  readonly metrics: Metrics;
  /** By path, e.g. `/live`. */
  readonly routes?: Readonly<Record<string, RequestListener>>;
}): Promise<StatusServer> {
  const { runDir, role } = options;
  const socket = runDir.socketOf(role);
  options.metrics.measure("roleReady", () => (options.health().ready ? 1 : 0));
  const server = createServer((request, response) => {
    response.on("error", () => request.destroy());
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const answer = async () => {
      const route = options.routes?.[path];
      if (route !== undefined) return route(request, response);
      if (path === "/metrics") {
        const text = await options.metrics.text();
        response.writeHead(200, { "content-type": options.metrics.contentType }).end(text);
        return;
      }
      const isHealth = path === "/health";
      const health: HealthAnswer = { role, pid: process.pid, ...options.health() };
      const status = isHealth ? (health.ready ? 200 : 503) : 404;
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(isHealth ? health : { problem: `no ${path} here` }));
    };
    answer().catch((thrown: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(problemOf(thrown));
    });
  });
  await listenExclusively(server, socket, {
    inUse: async () => {
      const pid = (await askHealth(runDir, role))?.pid ?? "unknown";
      return new OperationalError("DATA_DIR_IN_USE", { role, pid, dir: runDir.dataDir });
    },
    unusable: (cause) => {
      const details = { dir: runDir.path, problem: problemOf(cause) };
      return new OperationalError("DATA_DIR_UNWRITABLE", details, { cause });
    },
  });
  await chmod(socket, 0o600);
  return {
    socket,
    async close() {
      // Removes the socket as well.
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Asks a role of this machine; never waits longer than `limits.statusMsMax`. */
export function askStatus(
  runDir: RunDir,
  role: string,
  path: "/health" | "/metrics",
): Promise<StatusAnswer> {
  return new Promise((resolve) => {
    const none = (problem: string) => resolve({ kind: "none", problem });
    const asked = request({
      socketPath: runDir.socketOf(role),
      path,
      agent: false,
      signal: AbortSignal.timeout(limits.statusMsMax),
    });
    asked.on("error", (error) =>
      none(
        ["ENOENT", "ECONNREFUSED"].includes(systemCodeOf(error) ?? "")
          ? `the ${role} does not run`
          : `the ${role} does not answer: ${error.name === "AbortError" ? "timeout" : problemOf(error)}`,
      ),
    );
    asked.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > limits.statusBodyBytesMax) asked.destroy(new Error("the answer is too long"));
        else chunks.push(chunk);
      });
      response.on("error", (error) => none(problemOf(error)));
      response.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        resolve({ kind: "answer", status: response.statusCode ?? 0, body });
      });
    });
    asked.end();
  });
}

/** The health answer of a role; null where it does not run or says nonsense. */
export async function askHealth(runDir: RunDir, role: string): Promise<HealthAnswer | null> {
  const answer = await askStatus(runDir, role, "/health");
  return answer.kind === "answer" ? parseHealth(answer.body) : null;
}

/** Of a role that should run: why it is not ready is told in words, whatever the reason. */
export async function askRole(runDir: RunDir, role: string): Promise<RoleAnswer> {
  const answer = await askStatus(runDir, role, "/health");
  if (answer.kind === "none") return { ready: false, detail: answer.problem, pid: null };
  const health = parseHealth(answer.body);
  if (health === null)
    return { ready: false, detail: `the ${role} does not answer as one`, pid: null };
  const { ready, detail, pid } = health;
  return { ready, detail, pid };
}

function parseHealth(body: string): HealthAnswer | null {
  try {
    const answer = JSON.parse(body) as Partial<HealthAnswer>;
    const { role, pid, ready, detail, degraded, configuration } = answer;
    if (typeof pid !== "number" || typeof ready !== "boolean") return null;
    return {
      ...{ role: String(role), pid, ready, detail: String(detail) },
      ...(degraded === true && { degraded }),
      ...(configuration !== undefined && { configuration }),
    };
  } catch {
    return null;
  }
}
