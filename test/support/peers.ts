/** The plainest possible peers on `ws`: they send exactly what the test says and keep what they got. */
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import { whenOver } from "./lifetime.ts";

export type PlainCsms = {
  /** `ws://127.0.0.1:PORT/ocpp`. */
  readonly url: string;
  /** Texts received, per station path, in order. */
  readonly received: Map<string, string[]>;
  readonly requests: IncomingMessage[];
  readonly legs: Map<string, WebSocket>;
  /** Messages received in all. */
  readonly count: () => number;
};

type CsmsOptions = {
  /** What to answer; undefined for nothing. Default: a CALLRESULT to every CALL. */
  readonly answer?: (text: string, path: string) => string | undefined;
  readonly perMessageDeflate?: boolean;
};

export async function startPlainCsms(options: CsmsOptions = {}): Promise<PlainCsms> {
  const { answer = answerAccepted, perMessageDeflate = false } = options;
  const server = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    backlog: 4096,
    perMessageDeflate,
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  await once(server, "listening");
  const received = new Map<string, string[]>();
  const legs = new Map<string, WebSocket>();
  const requests: IncomingMessage[] = [];
  let count = 0;
  server.on("connection", (leg, request) => {
    const path = request.url ?? "";
    requests.push(request);
    legs.set(path, leg);
    const texts = received.get(path) ?? [];
    received.set(path, texts);
    leg.on("error", () => leg.terminate());
    leg.on("message", (payload: RawData) => {
      const text = String(payload);
      texts.push(text);
      count++;
      const reply = answer(text, path);
      if (reply !== undefined) leg.send(reply);
    });
  });
  whenOver(() => {
    for (const leg of server.clients) leg.terminate();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${port}/ocpp`, received, requests, legs, count: () => count };
}

/** What is no CALL, or no JSON, gets no answer. */
function answerAccepted(text: string): string | undefined {
  const id = /^\[2,"([^"]+)"/.exec(text)?.[1];
  return id === undefined || text.endsWith(",}]") ? undefined : `[3,"${id}",{"status":"Accepted"}]`;
}

export type PlainStation = {
  readonly leg: WebSocket;
  readonly received: string[];
  readonly send: (text: string) => void;
  readonly close: (code?: number) => Promise<void>;
};

export async function connectPlainStation(
  url: string,
  options: {
    readonly subprotocols?: string[];
    readonly answer?: (text: string) => string | undefined;
    readonly perMessageDeflate?: boolean;
    readonly auth?: string;
  } = {},
): Promise<PlainStation> {
  const { subprotocols = ["ocpp1.6"], answer, perMessageDeflate = false, auth } = options;
  const leg = new WebSocket(url, subprotocols, {
    perMessageDeflate,
    ...(auth === undefined ? {} : { auth }),
  });
  const received: string[] = [];
  leg.on("message", (payload: RawData) => {
    const text = String(payload);
    received.push(text);
    const reply = answer?.(text);
    if (reply !== undefined) leg.send(reply);
  });
  await once(leg, "open");
  leg.on("error", () => leg.terminate());
  whenOver(() => leg.terminate());
  return {
    leg,
    received,
    send: (text) => leg.send(text),
    async close(code = 1000) {
      const closed = once(leg, "close");
      leg.close(code);
      await closed;
    },
  };
}

/** One CALL as text. */
export function call(id: string, action: string, payload: unknown = {}): string {
  return JSON.stringify([2, id, action, payload]);
}
