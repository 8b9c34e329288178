/**
 * The console's server: the API and the web page. In: HTTP on loopback. Out: answers of the record,
 * read as the store's reader. Promised: it only reads; every answer that is not 2xx is an error with
 * a sentence and a remedy; it answers to loopback's names only; a slow reader costs bounded memory.
 */
import type { Server } from "node:http";
import type { Socket } from "node:net";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { AssertionError, unreachable } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { OperationalError, problemOf, systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Config } from "../config/schema.ts";
import { formatAddress } from "../config/units.ts";
import type { Observe } from "../observe/events.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { RunDir } from "../observe/run-dir.ts";
import { takeTurns } from "../query/turns.ts";
import type { Store } from "../store/client.ts";
import { errorAnswer, failureOf } from "./failures.ts";
import { type HealthDeps, metricsOfAll, readiness } from "./health.ts";
import { createLiveHub, type LiveHub } from "./live.ts";
import { createLiveFeed } from "./live-feed.ts";
import { openApiDocument } from "./openapi.ts";
import { invalidRequest, parameterTexts } from "./requests.ts";
import { type ApiRequest, declaredOnly, type Route } from "./route.ts";
import { apiRoutes } from "./routes.ts";
import { isLoopback, isOwnHost, isOwnOrigin, securityHeaders } from "./security.ts";
import { createSystem } from "./system.ts";
import { readUiFiles } from "./ui-files.ts";
import { createVigil } from "./vigil.ts";

export type ConsoleDeps = {
  readonly store: Pick<Store, "query">;
  readonly runDir: RunDir;
  readonly clock: Clock;
  readonly observe: Observe;
  readonly metrics: Metrics;
};

export type RunningConsole = {
  /** `http://127.0.0.1:9001` */
  readonly address: string;
  readonly close: () => Promise<void>;
};

export async function startConsole(config: Config, deps: ConsoleDeps): Promise<RunningConsole> {
  const { address } = config.console;
  if (!isLoopback(address.host)) {
    throw new OperationalError("CONSOLE_EXPOSED", { address: formatAddress(address) });
  }
  const roles = ["relay", "recorder", ...(config.store.url === "embedded:" ? ["store"] : [])];
  // A rehearsal that does not work is shown, and is no reason to send stations elsewhere.
  const shown = config.shadows.length > 0 ? [...roles, "shadow"] : roles;
  const live = createLiveHub(createLiveFeed(deps.runDir.socketOf("recorder")));
  const routes = apiRoutes({
    // A question is watched from its turn on: the watch's own must not stand in the queue.
    reader: takeTurns(createVigil(deps.store), limits.consoleQueriesMax),
    clock: deps.clock,
    retentionDays: config.record.retentionDays,
    live,
    observe: deps.observe,
    system: createSystem(config, { ...deps, roles: shown }),
  });
  const app = createServer(deps);
  measure(app, live, deps.metrics);
  for (const route of routes) serveRoute(app, route);
  serveHealth(app, { ...deps, roles });
  app.get("/openapi.json", () => openApiDocument(routes, "1"));
  await serveUi(app);
  return {
    address: await listen(app, config.console),
    async close() {
      live.close();
      app.server.closeIdleConnections();
      await app.close();
    },
  };
}

function createServer({ observe }: ConsoleDeps): FastifyInstance {
  const app = fastify({
    bodyLimit: limits.apiBodyBytesMax,
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
    if (!isOwnHost(host)) throw new OperationalError("HOST_REFUSED", { host: host ?? "(none)" });
    if (request.method === "GET" || request.method === "HEAD") return;
    // What no route takes is refused before its body is read.
    if (request.method !== "POST" || request.is404) {
      reply.header("allow", "GET, HEAD");
      throw new OperationalError("METHOD_REFUSED", { method: request.method });
    }
    const { origin } = request.headers;
    if (!isOwnOrigin(origin, host)) {
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
    sendFailure(reply, thrown);
  });
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

/** Fastify's own errors (a broken escape in a path, a length) are the asker's. */
function isOurs(thrown: unknown): boolean {
  return thrown instanceof AssertionError || !systemCodeOf(thrown)?.startsWith("FST_");
}

function sendFailure(reply: FastifyReply, thrown: unknown): void {
  const failure = failureOf(thrown);
  if (failure !== null) {
    reply.status(failure.status).send(failure.body);
  } else if (isOurs(thrown)) {
    reply.status(500).send(errorAnswer(new OperationalError("CONSOLE_FAILED")));
  } else {
    const error = invalidRequest(problemOf(thrown), "See /openapi.json.");
    reply.status(400).send(errorAnswer(error));
  }
}

function serveRoute(app: FastifyInstance, route: Route): void {
  const { answer } = route;
  const url = route.path.replace(/\{(\w+)\}/g, ":$1");
  if (answer.kind === "post") {
    app.post(url, (request, reply) =>
      answer.handle(request.body, apiRequest(route, request, reply)),
    );
    return;
  }
  // HEAD of an endless answer, or of a whole export, asks for nothing that is worth it.
  app.get(url, { exposeHeadRoute: answer.kind === "json" }, async (request, reply) => {
    const asked = apiRequest(route, request, reply);
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
        return reply.hijack();
      default:
        return unreachable(answer);
    }
  });
}

function apiRequest(route: Route, request: FastifyRequest, reply: FastifyReply): ApiRequest {
  const { params } = request;
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
  };
}

function serveHealth(app: FastifyInstance, deps: HealthDeps): void {
  app.get("/healthz", () => ({ alive: true }));
  app.get("/readyz", async (_request, reply) => {
    const answer = await readiness(deps);
    return reply.status(answer.ready ? 200 : 503).send(answer);
  });
  app.get("/metrics", async (_request, reply) =>
    reply.type(deps.metrics.contentType).send(await metricsOfAll(deps)),
  );
}

function measure(app: FastifyInstance, live: LiveHub, metrics: Metrics): void {
  const answered = new Map<string, number>();
  app.addHook("onResponse", async (_request, reply) => {
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    answered.set(status, (answered.get(status) ?? 0) + 1);
  });
  metrics.measure("apiRequests", () =>
    [...answered].map(([status, value]) => ({ labels: { status }, value })),
  );
  metrics.measure("liveListeners", live.listeners);
  metrics.measure("liveSkipped", live.skipped);
}

async function listen(
  app: FastifyInstance<Server>,
  { address }: Config["console"],
): Promise<string> {
  try {
    await app.listen({ host: address.host, port: address.port });
  } catch (thrown) {
    const details = { address: formatAddress(address), role: "console", option: "--console" };
    if (systemCodeOf(thrown) === "EADDRINUSE") {
      throw new OperationalError("PORT_IN_USE", details, { cause: thrown });
    }
    const problem = problemOf(thrown);
    throw new OperationalError("ADDRESS_UNUSABLE", { ...details, problem }, { cause: thrown });
  }
  const bound = app.server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : address.port;
  return `http://${formatAddress({ host: address.host, port })}`;
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
