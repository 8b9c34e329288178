/**
 * The whole program for many stories at once: one `serve` with every kind of CSMS behind it, and
 * stations that hold a conversation word by word. Each message must arrive exactly as it was sent
 * before the next one is said, so a story that was told to its end was survived.
 */
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, STATUS_CODES } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import type { Finding, FindingsAnswer } from "../../src/console/contract.ts";
import { startSimulatedCsms } from "../../src/simulate/csms.ts";
import { getJson } from "./api.ts";
import { type Authority, type Certificate, createAuthority } from "./certificates.ts";
import { freePort } from "./free-port.ts";
import { whenOver } from "./lifetime.ts";
import { type RawCsms, startRawCsms } from "./raw-peers.ts";
import { startSoapCsms } from "./scenarios/soap.ts";
import { startTranslatedRoutes, type TranslatedRoutes } from "./scenarios/translation.ts";
import { type Served, serve } from "./serve.ts";
import { tempDir } from "./temp-dir.ts";
import { type Line, timed } from "./transcript.ts";
import { until } from "./until.ts";

/** An answer is due within this time. Unit: ms. */
export const TIMEOUT_MS = 5_000;
/** A refused redial's old link counts as a ghost after this silence. Unit: ms. */
export const GHOST_MS = 1_000;

/** Until something is recorded, on a machine that has much else to do; and between two looks. */
export const patience = [45_000, 250] as const;

export type Stage = {
  readonly served: Served;
  readonly data: string;
  /** Ports of the listener without and of the one with TLS. */
  readonly port: number;
  readonly tlsPort: number;
  readonly translated: TranslatedRoutes;
  /** Accepts everything and selects no subprotocol; `/raw/ID`. */
  readonly rawCsms: RawCsms;
  /** Requests that the CSMS behind `/ocpp/ID` accepted, by identity. */
  readonly requests: ReadonlyMap<string, readonly IncomingMessage[]>;
  /** A link of a station to the CSMS behind `/ocpp/`. */
  readonly open: (id: string, options?: OpenOptions) => Promise<Conversation>;
  /** One question to the console at a time: the store refuses a crowd. */
  readonly ask: <Answer>(question: (consoleUrl: string) => Promise<Answer>) => Promise<Answer>;
  /** What was found of a rule; of all stations where none is named. */
  readonly findings: (rule: string, id?: string) => Promise<readonly Finding[]>;
};

export type OpenOptions = {
  /** Null offers none. */
  readonly version?: string | null;
  /** Instead of `/ocpp/ID`. */
  readonly path?: string;
  /** False: it does not answer pings. */
  readonly autoPong?: boolean;
  readonly auth?: string;
  /** Over TLS, with a certificate of its own that ends within days. */
  readonly isCertified?: true;
  /** Another CSMS is at its other end, and nothing will be said. */
  readonly isSilent?: true;
};

export type Conversation = {
  readonly station: WebSocket;
  /** The CSMS's end of it. */
  readonly csms: WebSocket;
  readonly tell: (lines: readonly Line[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

type KnownCertificate = Certificate & Pick<Authority, "ca" | "caFile">;

type Waiting = { readonly leg: WebSocket; readonly request: IncomingMessage };

export async function openStage(): Promise<Stage> {
  const csms = await startScriptedCsms();
  const rawCsms = await startRawCsms();
  const closedPort = await freePort();
  const [refusingPort, tlsCsmsPort, certificate] = await startStrangers();
  const { certificateFile, keyFile, caFile } = certificate;
  const jealous = await startSimulatedCsms({ port: 0, duplicate: "refuse" });
  whenOver(jealous.close);
  const translated = await startTranslatedRoutes();
  const soapCsms = await startSoapCsms();
  const data = await tempDir();
  const tls = {
    ...{ certificate: certificateFile, key: keyFile, clientCa: caFile },
    ...{ clientCertificate: "request", clientIdentity: "any" },
  };
  const route = (name: string, upstream: string) => ({
    match: `/${name}/{station}`,
    upstream: `${upstream}/{station}`,
  });
  const config = {
    data,
    listen: [{ address: "127.0.0.1:0" }, { address: "127.0.0.1:0", tls }],
    routes: [
      // On one route a station has one link; these lead to the same CSMS.
      ...["ocpp", "second", "third"].map((name) => route(name, `${csms.url}/ocpp`)),
      { ...route("bench", `${csms.url}/ocpp`), faults: true },
      route("jealous", jealous.url),
      route("raw", rawCsms.url),
      route("refusing", `ws://127.0.0.1:${refusingPort}`),
      route("closed", `ws://127.0.0.1:${closedPort}`),
      route("stranger", `wss://127.0.0.1:${tlsCsmsPort}`),
      route("soap", soapCsms),
      ...translated.routes,
    ],
    exchange: { timeoutMs: TIMEOUT_MS },
    record: { messageMs: 50 },
    relay: { ghostSilenceMs: GHOST_MS },
    console: { address: "127.0.0.1:0" },
    log: { format: "json" },
  };
  // YAML reads JSON.
  const file = join(data, "config.yaml");
  await writeFile(file, JSON.stringify(config));
  const served = await serve(["--config", file], ["relay", "recorder", "console"], []);
  const ready = served.log.findLast(
    (line) => line["event"] === "ready" && line["role"] === "relay",
  );
  const [port = 0, tlsPort = 0] = String(ready?.["address"])
    .split(", ")
    .map((address) => Number(new URL(address).port));
  let turn: Promise<unknown> = Promise.resolve();
  const ask: Stage["ask"] = (question) => {
    const answer = turn.then(() => question(served.consoleUrl));
    turn = answer.catch(() => undefined);
    return answer;
  };
  return {
    ...{ served, data, port, tlsPort, rawCsms, translated, requests: csms.requests, ask },
    open: (id, options = {}) =>
      options.isCertified
        ? converse(`wss://127.0.0.1:${tlsPort}`, csms, { ...options, id, certificate })
        : converse(`ws://127.0.0.1:${port}`, csms, { ...options, id }),
    async findings(rule, id) {
      const query = `finding:${rule}${id === undefined ? "" : ` station:${id}`}`;
      const path = `/api/findings?limit=100&q=${encodeURIComponent(query)}`;
      const { status, body } = await ask((url) => getJson<FindingsAnswer>(`${url}${path}`));
      if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
      return body.findings.filter((finding) => finding.rule === rule);
    },
  };
}

/** A CSMS that says only what a test tells it. */
async function startScriptedCsms() {
  const http = createServer();
  const server = new WebSocketServer({
    server: http,
    perMessageDeflate: false,
    maxPayload: 64 << 20,
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  const requests = new Map<string, IncomingMessage[]>();
  const waiting: Waiting[] = [];
  server.on("connection", (leg, request) => {
    const id = (request.url ?? "").split(/[/?]+/).findLast((part) => part !== "") ?? "";
    requests.set(id, [...(requests.get(id) ?? []), request]);
    leg.on("error", () => leg.terminate());
    waiting.push({ leg, request });
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  whenOver(() => {
    for (const leg of server.clients) leg.terminate();
    http.close();
  });
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    requests,
    /** The CSMS's end of the link that a station has just opened. */
    async legOf(key: string): Promise<WebSocket> {
      const find = () => waiting.findIndex(({ request }) => keyOf(request) === key);
      await until(() => find() >= 0, "the link to reach the CSMS");
      const [found] = waiting.splice(find(), 1);
      if (found === undefined) throw new Error("it was there a moment ago");
      return found.leg;
    },
  };
}

type ScriptedCsms = Awaited<ReturnType<typeof startScriptedCsms>>;

/** By which the two ends of a link find each other, whatever their path looks like. */
const KEY = "x-test-link";
let links = 0;

function keyOf(request: IncomingMessage): string {
  return String(request.headers[KEY]);
}

async function converse(
  base: string,
  csms: ScriptedCsms,
  options: OpenOptions & { readonly id: string; readonly certificate?: KnownCertificate },
): Promise<Conversation> {
  const { id, version = "1.6", path = `/ocpp/${id}`, autoPong = true, auth } = options;
  links += 1;
  const key = String(links);
  const station = new WebSocket(`${base}${path}`, version === null ? [] : [`ocpp${version}`], {
    ...{ perMessageDeflate: false, autoPong, headers: { [KEY]: key }, maxPayload: 64 << 20 },
    ...(auth === undefined ? {} : { auth }),
    ...tlsOptions(options.certificate),
  });
  whenOver(() => station.terminate());
  await once(station, "open");
  station.on("error", () => station.terminate());
  const other = options.isSilent ? station : await csms.legOf(key);
  const heard = { station: hear(station), csms: hear(other) };
  return {
    station,
    csms: other,
    async tell(lines) {
      for (const line of timed(lines, Date.now())) {
        if (line.text === null) await passes(line.afterMs);
        else if (line.sender === "station") await say(station, heard.csms, line.text);
        else await say(other, heard.station, line.text);
      }
    },
    async close() {
      station.close(1000);
      await until(() => other.readyState === WebSocket.CLOSED, `the link of ${id} to close`);
    },
  };
}

/** Server and station show the same one. */
function tlsOptions(certificate: KnownCertificate | undefined) {
  if (certificate === undefined) return {};
  const { cert, key, ca } = certificate;
  return { cert, key, ca };
}

/** Some rules measure silence on the wire by the receiver's clock: that time has to pass. */
export async function passes(ms: number): Promise<void> {
  const end = Date.now() + ms;
  await until(() => Date.now() >= end, `${ms} ms to pass`, ms + 1_000);
}

type Heard = { readonly texts: string[] };

function hear(leg: WebSocket): Heard {
  const texts: string[] = [];
  leg.on("message", (payload: RawData) => texts.push(String(payload)));
  return { texts };
}

async function say(leg: WebSocket, { texts }: Heard, text: string): Promise<void> {
  const before = texts.length;
  leg.send(text);
  await until(() => texts.length > before, `the other side to receive ${text.slice(0, 100)}`);
  const arrived = texts[before];
  if (arrived !== text) throw new Error(`${text.slice(0, 200)} arrived as ${arrived}`);
}

/** One CSMS that refuses all, with the status that the path's query asks for, and one whose certificate nobody here knows. */
async function startStrangers() {
  const refusing = createServer((_request, response) => response.writeHead(426).end());
  refusing.on("upgrade", (request, socket) => {
    const status = /status=(\d{3})/.exec(request.url ?? "")?.[1] ?? "401";
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Length: 0\r\n\r\n`);
  });
  const { ca, caFile, sign } = await createAuthority();
  const certificate = { ...(await sign("IP:127.0.0.1")), ca, caFile };
  const stranger = createTlsServer({ cert: certificate.cert, key: certificate.key });
  refusing.listen(0, "127.0.0.1");
  stranger.listen(0, "127.0.0.1");
  await Promise.all([once(refusing, "listening"), once(stranger, "listening")]);
  whenOver(() => {
    refusing.close();
    stranger.close();
  });
  const portOf = (server: { readonly address: () => unknown }) =>
    (server.address() as AddressInfo).port;
  return [portOf(refusing), portOf(stranger), certificate] as const;
}
