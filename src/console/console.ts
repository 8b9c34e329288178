/**
 * The console's server: the API and the web page. In: HTTP. Out: answers of the record, read as the
 * store's reader, to whom `access/` lets in. Promised: of the record it only reads; every answer
 * that is not 2xx is an error with a sentence and a remedy; without `console.auth` it is on loopback
 * and answers to its names only; a slow reader costs bounded memory.
 */
import type { Server } from "node:http";
import type { Socket } from "node:net";
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
} from "fastify";
import { AssertionError, unreachable } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { OperationalError, problemOf, systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { isLoopback } from "../base/network.ts";
import { hasAuth } from "../config/access.ts";
import { boundAddress, listenFailure } from "../config/listening.ts";
import { neededProcessesOf } from "../config/roles.ts";
import type { Config } from "../config/schema.ts";
import { consoleTlsOf } from "../config/tls.ts";
import { formatAddress } from "../config/units.ts";
import type { Books } from "../fleet/books.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Observe } from "../observe/events.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { RunDir } from "../observe/run-dir.ts";
import type { QueryDeps } from "../query/reader.ts";
import { takeTurns } from "../query/turns.ts";
import type { Store } from "../store/client.ts";
import { type Access, openAccess } from "./access/access.ts";
import { createAudit } from "./access/audit.ts";
import { auditRoutes } from "./access/audit-routes.ts";
import { type Guard, guard } from "./access/guard.ts";
import { createOrigins, type OriginOf } from "./access/origin.ts";
import { serveSessions } from "./access/session-routes.ts";
import { openDesks } from "./desks.ts";
import { crowdedOf, errorAnswer, failureOf } from "./failures.ts";
import { createFleetFeed } from "./fleet-feed.ts";
import { askOf, serveHealth } from "./health-routes.ts";
import { boundRequests } from "./in-flight.ts";
import { createLiveHub, type LiveHub } from "./live.ts";
import { createLiveFeed } from "./live-feed.ts";
import { openApiDocument } from "./openapi.ts";
import { invalidRequest, isSaid, parameterTexts } from "./requests.ts";
import { type ApiRequest, declaredOnly, type Route } from "./route.ts";
import { apiRoutes } from "./routes.ts";
import { isOwnHost, isOwnOrigin, securityHeaders } from "./security.ts";
import { createSystem } from "./system.ts";
import { serveTelemetry } from "./telemetry.ts";
import { type ConsoleTls, openConsoleTls } from "./tls.ts";
import { readUiFiles } from "./ui-files.ts";
import { createVigil } from "./vigil.ts";

export type ConsoleDeps = Pick<QueryDeps, "hashToken"> & {
  readonly fleet: Fleet;
  readonly books: Books;
  readonly store: Pick<Store, "query">;
  readonly runDir: RunDir;
  readonly clock: Clock;
  readonly observe: Observe;
  readonly metrics: Metrics;
};

export type RunningConsole = {
  /** `http://127.0.0.1:9001` */
  readonly address: string;
  /** Another configuration, in which the console's own has other tokens at most. */
  readonly prepare: (config: Config) => Promise<{ readonly commit: () => void }>;
  readonly close: () => Promise<void>;
};

export async function startConsole(config: Config, deps: ConsoleDeps): Promise<RunningConsole> {
  const { address, auth, publicUrl } = config.console;
  if (!isLoopback(address.host) && !hasAuth(auth)) {
    throw new OperationalError("CONSOLE_EXPOSED", { address: formatAddress(address) });
  }
  const current = { config };
  const roles = neededProcessesOf(ESSENTIAL, config);
  const { board } = deps.fleet;
  const local = createLiveFeed(deps.runDir.socketOf("recorder"));
  // Without Redis there is no other machine.
  const feed = board.kind === "redis" ? createFleetFeed(local, board) : local;
  const live = createLiveHub(feed, {
    allMax: config.console.liveClientsMax,
    callerMax: config.console.liveClientsPerCallerMax,
  });
  const nowMs = () => deps.clock.nowUs() / 1000;
  const access = await openAccess(config.console, { observe: deps.observe, nowMs });
  const audit = createAudit(deps.runDir.dataDir, deps);
  // A question is watched from its turn on: the watch's own must not stand in the queue.
  const readerOf = takeTurns(createVigil(deps.store), config.query);
  const { retentionDays } = config.record;
  const query = { ...deps, reader: readerOf("plans"), retentionDays };
  const desks = await openDesks(() => current.config, { ...deps, query });
  const routes = [
    ...auditRoutes(audit),
    ...apiRoutes({
      ...{ ...desks, readerOf, retentionDays, live },
      ...{ clock: deps.clock, hashToken: deps.hashToken ?? null, observe: deps.observe },
      rehearsed: () => ({ ...current.config, consoleUrl: String(publicUrl ?? "") }),
      system: createSystem(() => current.config, {
        ...deps,
        roles: () => neededProcessesOf(SHOWN, current.config),
      }),
    }),
  ];
  const tls = await openConsoleTls(consoleTlsOf(config.console), deps.observe);
  const originOf = createOrigins(config.console);
  const app = createServer(config.console, { ...deps, originOf, tls });
  const guarded = { ...deps, access, audit, originOf };
  const gate = guard(app, guarded);
  const { requestsMax: allMax, requestsPerCallerMax: callerMax } = config.console;
  const underWay = boundRequests(app, { allMax, callerMax }, gate);
  measure(app, { live, underWay }, deps.metrics);
  for (const route of routes) serveRoute(app, route, gate);
  serveSessions(app, config.console, { ...guarded, guard: gate, nowMs });
  serveHealth(app, { ...deps, roles, guard: gate });
  app.get("/openapi.json", () => openApiDocument(routes, "1"));
  await serveUi(app);
  const served = await listen(app, config.console);
  if (!isLoopback(address.host) && tls === null && publicUrl?.startsWith("https:") !== true) {
    deps.observe({ name: "consoleUnencrypted", address: formatAddress(address) });
  }
  const { metricsAddress } = config.console;
  const asked = askOf({ ...deps, roles });
  const telemetry =
    metricsAddress === undefined ? null : await serveTelemetry(metricsAddress, asked);
  return {
    address: served,
    prepare: (next) => prepareOther(next, access, current),
    async close() {
      await desks.close();
      await telemetry?.close();
      live.close();
      app.server.closeIdleConnections();
      await app.close();
      tls?.close();
      await audit.close();
    },
  };
}

type ServerDeps = Pick<ConsoleDeps, "observe"> & {
  readonly originOf: OriginOf;
  /** Null: plain HTTP. */
  readonly tls: ConsoleTls | null;
};

/** Bounded as fastify does with the servers that it makes itself. */
function serversOf(tls: ConsoleTls | null): { serverFactory?: FastifyServerFactory<Server> } {
  if (tls === null) return {};
  return {
    serverFactory(listener) {
      const server = tls.createServer(listener);
      server.requestTimeout = limits.apiRequestMsMax;
      return server.setTimeout(0);
    },
  };
}

/** Roles that should be ready. */
/** A rehearsal or a receiver that does not work is shown: no reason to send stations elsewhere. */
const ESSENTIAL = ["relay", "recorder", "store"] as const;
const SHOWN = [...ESSENTIAL, "shadow", "alerts"] as const;

async function prepareOther(
  config: Config,
  access: Pick<Access, "prepare">,
  current: { config: Config },
) {
  const takeTokens = await access.prepare(config.console.auth.tokens);
  return {
    commit() {
      takeTokens();
      current.config = config;
    },
  };
}

function createServer(
  { address, publicUrl, ...bounds }: Config["console"],
  { observe, originOf, tls }: ServerDeps,
): FastifyInstance {
  const names = { host: address.host, publicUrl };
  const app = fastify({
    ...serversOf(tls),
    bodyLimit: bounds.bodyBytesMax,
    requestTimeout: limits.apiRequestMsMax,
    connectionTimeout: 0,
    forceCloseConnections: true,
    return503OnClosing: false,
    exposeHeadRoutes: true,
    routerOptions: { maxParamLength: limits.requestHeadBytesMax, ignoreTrailingSlash: true },
    http: { maxHeaderSize: limits.requestHeadBytesMax },
    clientErrorHandler: (_error, socket) => refuseNonHttp(socket),
    frameworkErrors: (_error, _request, reply) =>
      sendFailure(
        reply,
        invalidRequest("its path is malformed", "See /openapi.json for the paths."),
      ),
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(securityHeaders);
    const { host } = request.headers;
    if (!isOwnHost(host, names))
      throw new OperationalError("HOST_REFUSED", { host: host ?? "(none)" });
    if (request.method === "GET" || request.method === "HEAD") return;
    // What no route takes is refused before its body is read.
    if (!["POST", "PUT", "DELETE"].includes(request.method) || request.is404) {
      reply.header("allow", "GET, HEAD");
      throw new OperationalError("METHOD_REFUSED", { method: request.method });
    }
    const { origin } = request.headers;
    if (!isOwnOrigin(origin, host, { publicUrl, isSecure: originOf(request).isSecure })) {
      throw new OperationalError("ORIGIN_REFUSED", { origin: origin ?? "" });
    }
  });
  app.setNotFoundHandler((request, reply) => {
    const what = `${request.url.split("?")[0]} here`;
    sendFailure(reply, new OperationalError("NOT_FOUND", { what, remedy: "See /openapi.json." }));
  });
  app.setErrorHandler((thrown, request, reply) => {
    if (failureOf(thrown) === null && isOurs(thrown)) {
      const where = `${request.method} ${request.routeOptions.url ?? "(no route)"}`;
      observe({ name: "bug", role: "console", where, problem: problemOf(thrown) });
    }
    const crowded = crowdedOf(thrown);
    if (crowded !== null) observe({ name: "consoleCrowded", what: crowded });
    sendFailure(reply, isTooLarge(thrown) ? bodyTooLarge(bounds.bodyBytesMax) : thrown);
  });
  app.server.maxConnections = bounds.connectionsMax;
  app.server.on("drop", () => observe({ name: "consoleCrowded", what: "connections" }));
  return app;
}

/** What is not even HTTP, or too slow, gets a sentence too where the socket still takes one. */
function refuseNonHttp(socket: Socket): void {
  const error = invalidRequest("it is not HTTP, or did not arrive in time", "See /openapi.json.");
  const body = JSON.stringify(errorAnswer(error));
  if (socket.writable) {
    socket.write(
      "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-type: application/json\r\n" +
        `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  }
  socket.destroySoon();
}

function isTooLarge(thrown: unknown): boolean {
  return systemCodeOf(thrown) === "FST_ERR_CTP_BODY_TOO_LARGE";
}

function bodyTooLarge(bytes: number): OperationalError {
  return new OperationalError("BODY_TOO_LARGE", { bytes });
}

/** Fastify's own errors (a broken escape in a path, a length) are the asker's. */
function isOurs(thrown: unknown): boolean {
  return thrown instanceof AssertionError || !systemCodeOf(thrown)?.startsWith("FST_");
}

function sendFailure(reply: FastifyReply, thrown: unknown): void {
  // A download that failed before its first byte is no file.
  reply.removeHeader("content-disposition").type("application/json; charset=utf-8");
  const failure = failureOf(thrown);
  if (failure !== null) {
    // RFC 9110 §11.6.1.
    if (failure.status === 401) reply.header("www-authenticate", 'Bearer realm="ocpptap"');
    const { retryAfterSeconds } = failure;
    if (retryAfterSeconds !== null) reply.header("retry-after", String(retryAfterSeconds));
    reply.status(failure.status).send(failure.body);
  } else if (isOurs(thrown)) {
    reply.status(500).send(errorAnswer(new OperationalError("CONSOLE_FAILED")));
  } else {
    const error = invalidRequest(problemOf(thrown), "See /openapi.json.");
    reply.status(400).send(errorAnswer(error));
  }
}

function serveRoute(app: FastifyInstance, route: Route, gate: Guard): void {
  const { answer } = route;
  const url = route.path.replace(/\{(\w+)\}/g, ":$1");
  if (answer.kind === "post" || answer.kind === "put") {
    app[answer.kind](url, (request, reply) =>
      answer.handle(request.body, apiRequest(route, { request, reply, gate })),
    );
    return;
  }
  if (answer.kind === "delete") {
    app.delete(url, (request, reply) => answer.handle(apiRequest(route, { request, reply, gate })));
    return;
  }
  // HEAD of an endless answer, or of a whole export, asks for nothing that is worth it.
  app.get(url, { exposeHeadRoute: answer.kind === "json" }, async (request, reply) => {
    const asked = apiRequest(route, { request, reply, gate });
    switch (answer.kind) {
      case "json":
        return answer.handle(asked);
      case "download": {
        const { headers, body } = await answer.handle(asked);
        return reply.headers(headers).send(body);
      }
      case "events":
        for (const [name, value] of Object.entries(securityHeaders)) {
          reply.raw.setHeader(name, value);
        }
        answer.serve(asked, reply.raw);
        gate.watch(request, reply.raw);
        return reply.hijack();
      default:
        return unreachable(answer);
    }
  });
}

type Asked = {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly gate: Guard;
};

function apiRequest(route: Route, { request, reply, gate }: Asked): ApiRequest {
  const { params } = request;
  const { name } = gate.callerOf(request);
  const from = gate.addressOf(request);
  const parts = new Map<string, unknown>(
    typeof params === "object" && params !== null ? Object.entries(params) : [],
  );
  // Also closed after a whole answer, when there is nothing left to abort.
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort(new Error("the asker has gone")));
  return {
    text: declaredOnly(route, parameterTexts(request.query)),
    part: (name) => String(parts.get(name) ?? ""),
    signal: gone.signal,
    isSaid: (name) => isSaid(request.query, name),
    from: name === null ? from : `${from} by ${name}`,
    caller: gate.callKey(request),
  };
}

type Measured = { readonly live: LiveHub; readonly underWay: () => number };

function measure(app: FastifyInstance, { live, underWay }: Measured, metrics: Metrics): void {
  const answered = new Map<string, number>();
  app.addHook("onResponse", async (_request, reply) => {
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    answered.set(status, (answered.get(status) ?? 0) + 1);
  });
  metrics.measure("apiRequests", () =>
    [...answered].map(([status, value]) => ({ labels: { status }, value })),
  );
  metrics.measure("apiRequestsUnderWay", underWay);
  metrics.measure("liveListeners", live.listeners);
  metrics.measure("liveSkipped", live.skipped);
}

async function listen(app: FastifyInstance<Server>, console: Config["console"]): Promise<string> {
  const { address } = console;
  try {
    await app.listen({ host: address.host, port: address.port });
  } catch (thrown) {
    throw listenFailure(thrown, { role: "console", address, option: "--console" });
  }
  const scheme = consoleTlsOf(console) === null ? "http" : "https";
  return `${scheme}://${boundAddress(address, app.server)}`;
}

/** The browser app: what is neither the API's nor a file of it is one of its pages. */
async function serveUi(app: FastifyInstance): Promise<void> {
  const files = await readUiFiles();
  app.get("/*", (request, reply) => {
    const { "*": path = "" } = request.params as Readonly<Record<string, string>>;
    const file = path.startsWith("api/") ? null : files.find(path);
    if (file === null) return reply.callNotFound();
    const caching = file.isImmutable ? "private, max-age=31536000, immutable" : "no-store";
    return reply.type(file.type).header("cache-control", caching).send(file.body);
  });
}
