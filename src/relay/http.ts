/**
 * Plain HTTP beside the WebSockets: SOAP stations, health probes of the CSMS. Passed through to the
 * same upstreams by the same routes, not recorded.
 *
 * In: a socket and the bytes that were already read from it. Out: the CSMS's answer, or a sentence.
 * Promised: one request for each socket, so that every head is read by `head-reader.ts` first.
 */
import { createServer, Agent as HttpAgent, type IncomingMessage, ServerResponse } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { LookupFunction, Socket } from "node:net";
import type { SecureContext } from "node:tls";
import { createProxyServer } from "http-proxy-3";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { findRoute, type Route, type Upstream } from "./route.ts";

export type HttpPassage = {
  /** Takes over a socket nobody else listens to; `bytes` come first. */
  readonly take: (socket: Socket, bytes: Buffer) => void;
  readonly close: () => void;
};

export type HttpOptions = { readonly requestHeadMs: number; readonly dialMs: number };

export type HttpDeps = {
  readonly routes: readonly Route[];
  readonly lookup: LookupFunction;
  readonly secureContextOf: (upstream: Upstream) => SecureContext;
};

export function openHttpPassage(options: HttpOptions, deps: HttpDeps): HttpPassage {
  const proxy = createProxyServer({
    changeOrigin: true,
    // `req.url` is the whole target already.
    prependPath: false,
    toProxy: true,
    proxyTimeout: options.dialMs,
  });
  // One request for each socket: the next might ask for a WebSocket, whose head must come raw.
  proxy.on("proxyRes", (answer) => {
    answer.headers["connection"] = "close";
  });
  const agents = new Map<Route, HttpAgent>();
  const agentOf = (route: Route) => {
    const agent = agents.get(route) ?? createAgent(route.upstream, deps);
    agents.set(route, agent);
    return agent;
  };

  const server = createServer(
    {
      headersTimeout: options.requestHeadMs,
      requestTimeout: 0,
      keepAliveTimeout: 1,
      maxHeaderSize: limits.requestHeadBytesMax,
    },
    (request, response) => {
      const routed = findRoute(deps.routes, request.url ?? "/");
      if (routed === null) {
        answer(response, 404, "ocpptap: no route matches this path.");
        return;
      }
      const { upstream } = routed.route;
      request.url = routed.upstreamTarget;
      if (upstream.authorization !== null) {
        request.headers.authorization ??= upstream.authorization;
      }
      const scheme = upstream.isTls ? "https" : "http";
      const target = `${scheme}://${upstream.hostHeader}`;
      const agent = agentOf(routed.route);
      proxy.web(request, response, { target, agent }, (thrown: Error) => {
        const where = `${upstream.host}:${upstream.port}`;
        const sentence = `ocpptap: the CSMS at ${where} cannot be reached: ${problemOf(thrown)}.`;
        answer(response, 502, sentence);
      });
    },
  );

  server.maxRequestsPerSocket = 1;

  return {
    take(socket, bytes) {
      socket.unshift(bytes);
      server.emit("connection", socket);
    },
    close() {
      server.closeAllConnections();
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

function createAgent(upstream: Upstream, deps: HttpDeps): HttpAgent {
  const { lookup } = deps;
  return upstream.isTls
    ? new HttpsAgent({ lookup, secureContext: deps.secureContextOf(upstream) })
    : new HttpAgent({ lookup });
}

function answer(
  response: ServerResponse<IncomingMessage> | Socket,
  status: number,
  sentence: string,
): void {
  if (!(response instanceof ServerResponse) || response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    Connection: "close",
  });
  response.end(`${sentence}\n`);
}
