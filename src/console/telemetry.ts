/**
 * What machines of an operator's network may ask a console that people reach over loopback alone:
 * `/metrics`, `/healthz` and `/readyz`, on an address of their own. Promised: nothing of the record
 * is told here, whoever asks; nothing but these three paths is answered.
 */
import { createServer, type RequestListener } from "node:http";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { boundAddress, listenFailure } from "../config/listening.ts";
import type { Address } from "../config/schema.ts";

export type TelemetryAnswer = {
  readonly status: number;
  readonly type: string;
  readonly body: string;
};

/** Asks the console itself, which knows the answers. */
export type AskConsole = (path: string, accept: string) => Promise<TelemetryAnswer>;

export type Telemetry = { readonly address: string; readonly close: () => Promise<void> };

export const telemetryPaths: readonly string[] = ["/metrics", "/healthz", "/readyz"];

export async function serveTelemetry(address: Address, ask: AskConsole): Promise<Telemetry> {
  const server = createServer(
    { maxHeaderSize: limits.requestHeadBytesMax, requestTimeout: limits.apiRequestMsMax },
    listener(ask),
  );
  server.maxConnections = limits.telemetrySocketsMax;
  const where = { role: "console", address, option: "--console.metrics-address" };
  await new Promise<void>((resolve, reject) => {
    server.once("error", (thrown) => reject(listenFailure(thrown, where)));
    server.listen({ host: address.host, port: address.port }, resolve);
  });
  return {
    address: `http://${boundAddress(address, server)}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listener(ask: AskConsole): RequestListener {
  return (request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    const isAsked = request.method === "GET" && telemetryPaths.includes(path);
    const answer = isAsked ? ask(path, request.headers.accept ?? "*/*") : Promise.resolve(nothing);
    void answer.catch(failed).then(({ status, type, body }) => {
      const headers = { "content-type": type, "x-content-type-options": "nosniff" };
      response.writeHead(status, headers).end(body);
    });
  };
}

const nothing: TelemetryAnswer = {
  status: 404,
  type: "text/plain; charset=utf-8",
  body: `Here are ${telemetryPaths.join(", ")}, by GET. The console itself is elsewhere.\n`,
};

function failed(thrown: unknown): TelemetryAnswer {
  return { status: 500, type: "text/plain; charset=utf-8", body: problemOf(thrown) };
}
