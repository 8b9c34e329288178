/**
 * A simulated CSMS on npm `ws`: it chooses subprotocols, checks passwords, refuses on request,
 * answers every call of a station, sends calls (one outstanding per station), and misbehaves on
 * request. In: options. Out: a handle; nothing is thrown because a station misbehaves.
 */
import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { limits } from "../base/limits.ts";
import { boundAddress, listenFailure } from "../config/listening.ts";
import type { JsonObject } from "../exchange/message.ts";
import { versionOfSubprotocol } from "../ocpp/versions.ts";
import { type AnswerPolicy, answerStation, type StationFile } from "./csms-answers.ts";
import type { CsmsDeps, CsmsEvent, CsmsOptions, SimulatedCsms } from "./csms-contract.ts";
import {
  createRefusals,
  type HandshakePolicy,
  judgeHandshake,
  sendRefusal,
} from "./csms-handshake.ts";
import { createEventLog, type EventLog } from "./event-log.ts";
import { createAnswerFaults } from "./faults.ts";
import { textOf } from "./json-fields.ts";
import { type Leg, openLeg } from "./leg.ts";
import { createRandom, type Random } from "./random.ts";
import type { Answer, Reply } from "./rpc.ts";
import { createStrictMind, emptyLedger, type StrictMind } from "./strict-csms.ts";
import { createPacedTime, type SimulatedTime, systemTimeDeps, type Timers } from "./time.ts";
import { createTraffic, type Traffic } from "./traffic.ts";

type OpenStation = {
  readonly file: StationFile;
  readonly leg: Leg;
  readonly ws: WebSocket;
  readonly request: IncomingMessage;
};

/** Everything that the parts of one CSMS share. */
type Desk = {
  readonly options: CsmsOptions;
  readonly policy: AnswerPolicy;
  readonly files: Map<string, StationFile>;
  readonly open: Map<string, OpenStation>;
  readonly events: EventLog<CsmsEvent>;
  /** Null: everything is taken. */
  readonly strict: StrictMind | null;
  readonly traffic: Traffic;
  readonly random: Random;
  readonly time: SimulatedTime;
  readonly timers: Timers;
};

const EVENTS_MAX = 10_000;
const SUBPROTOCOLS = ["ocpp2.1", "ocpp2.0.1", "ocpp1.6"] as const;
const HEARTBEAT_INTERVAL_S = 300;

export async function startSimulatedCsms(
  options: CsmsOptions,
  deps: CsmsDeps = systemTimeDeps,
): Promise<SimulatedCsms> {
  const desk = openDesk(options, deps);
  const refusals = createRefusals();
  const subprotocols = options.subprotocols ?? SUBPROTOCOLS;
  const handshake: HandshakePolicy = {
    passwords: options.passwords ?? null,
    duplicate: options.duplicate ?? "replace",
    withoutSubprotocol: options.withoutSubprotocol ?? "accept",
    subprotocols,
  };
  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: options.perMessageDeflate ?? false,
    maxPayload: limits.messageBytesMax,
    handleProtocols: (offered) => subprotocols.find((token) => offered.has(token)) ?? false,
  });
  const server = options.tls === undefined ? createServer() : createTlsServer({ ...options.tls });
  const sockets = new Set<Duplex>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("request", (_request, response) => {
    response.writeHead(426, { "Content-Type": "text/plain" }).end("stations connect here\n");
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const isConnected = (stationId: string) => desk.open.has(stationId);
    const judged = judgeHandshake(request, { policy: handshake, refusals, isConnected });
    const { stationId, refusal } = judged;
    if (refusal !== null) {
      desk.events.record({ name: "stationRefused", stationId, status: refusal.status });
      sendRefusal(socket, refusal);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (ws) => {
      if (handshake.duplicate === "replace") desk.open.get(stationId)?.ws.close(1000, "replaced");
      openStation(desk, stationId, { ws, request });
    });
  });
  const address = await listen(server, options);
  return handleOf(desk, {
    address,
    refuse: refusals.add,
    close: () => stop(server, sockets, desk),
  });
}

function openDesk(options: CsmsOptions, deps: CsmsDeps): Desk {
  const time = deps.time ?? createPacedTime(options.pace ?? 1, deps);
  let transactionId = 0;
  const events = createEventLog<CsmsEvent>(EVENTS_MAX);
  const open = new Map<string, OpenStation>();
  const strict: StrictMind | null =
    options.strict === undefined
      ? null
      : createStrictMind(options.strict, {
          violated: (violation) => events.record({ name: "violation", ...violation }),
          sendCall: (stationId, action, payload) =>
            void callStation({ open, strict }, stationId, { action, payload }),
        });
  return {
    options,
    policy: {
      nowMs: time.nowMs,
      heartbeatIntervalS: options.heartbeatIntervalS ?? HEARTBEAT_INTERVAL_S,
      bootStatus: options.bootStatus ?? (() => "Accepted"),
      refusedTokens: options.refusedTokens ?? {},
      nextTransactionId() {
        transactionId += 1;
        return transactionId;
      },
    },
    files: new Map(),
    open,
    events,
    strict,
    traffic: createTraffic(options.trafficMax ?? limits.simulatedTrafficMax),
    random: createRandom(`${options.seed ?? "csms"}`),
    time,
    timers: deps.timers,
  };
}

function openStation(
  desk: Desk,
  stationId: string,
  opening: { readonly ws: WebSocket; readonly request: IncomingMessage },
): void {
  const { options, events } = desk;
  const { ws, request } = opening;
  const ocppVersion = versionOfSubprotocol(ws.protocol) ?? "1.6";
  const file = fileOf(desk, stationId);
  file.ocppVersion = ocppVersion;
  const leg = openLeg(
    {
      ws,
      socket: request.socket,
      ocppVersion,
      stationId,
      self: "csms",
      callTimeoutMs: options.callTimeoutMs ?? limits.exchangeTimeoutMs,
      newMessageId: desk.random.uuid,
      traffic: desk.traffic,
      answerFaults: createAnswerFaults(),
      handle(action, payload) {
        const reply = replyTo(desk, file, { action, payload });
        if (action === "BootNotification" && "payload" in reply) tellBoot(desk, stationId, reply);
        return reply;
      },
      onPong: (data) => events.record({ name: "pong", stationId, data: data.toString("utf8") }),
      onEnd({ code, reason }) {
        if (desk.open.get(stationId)?.ws === ws) desk.open.delete(stationId);
        events.record({ name: "stationClosed", stationId, code, reason });
      },
    },
    desk,
  );
  desk.open.set(stationId, { file, leg, ws, request });
  events.record({ name: "stationOpened", stationId });
}

function replyTo(
  desk: Desk,
  file: StationFile,
  { action, payload }: { readonly action: string; readonly payload: JsonObject },
): Reply {
  const { stationId } = file;
  const strict = file.ocppVersion === "2.0.1" ? desk.strict : null;
  const refusal = strict?.judge(stationId, action, payload) ?? null;
  if (refusal !== null) return refusal;
  const own = desk.options.answers;
  const answer = own !== undefined && Object.hasOwn(own, action) ? own[action] : undefined;
  const usual =
    answer?.(payload, stationId) ?? answerStation(action, payload, { file, policy: desk.policy });
  return strict?.finish({ stationId, action, payload }, usual) ?? usual;
}

function tellBoot(
  desk: Desk,
  stationId: string,
  reply: { readonly payload: Parameters<typeof textOf>[0] },
): void {
  const status = textOf(reply.payload, "status");
  if (status === "Accepted" || status === "Pending" || status === "Rejected") {
    desk.events.record({ name: "stationBooted", stationId, status });
  }
}

function fileOf(desk: Desk, stationId: string): StationFile {
  const known = desk.files.get(stationId);
  if (known !== undefined) return known;
  const file: StationFile = { stationId, ocppVersion: "1.6", boots: 0, transactions: new Map() };
  // A hostile dialler may invent identities without end; the files of old ones are given up.
  if (desk.files.size >= limits.simulatedStationsMax) desk.files.clear();
  desk.files.set(stationId, file);
  return file;
}

function handleOf(
  desk: Desk,
  parts: {
    readonly address: string;
    readonly refuse: SimulatedCsms["refuse"];
    readonly close: SimulatedCsms["close"];
  },
): SimulatedCsms {
  const { open, events } = desk;
  const legOf = (stationId: string) => open.get(stationId)?.leg;
  return {
    url: `${parts.address}/ocpp`,
    port: Number(new URL(parts.address).port),
    stations: () =>
      [...open.values()].map(({ file, ws, request }) => ({
        stationId: file.stationId,
        ocppVersion: file.ocppVersion,
        subprotocol: ws.protocol,
        boots: file.boots,
        transactions: [...file.transactions.keys()],
        target: request.url ?? "",
        rawHeaders: request.rawHeaders,
      })),
    traffic: desk.traffic,
    ledger: desk.strict?.ledger ?? emptyLedger,
    on: events.on,
    events: events.entries,
    event: (name, stationId) =>
      events.find(
        (event): event is Extract<CsmsEvent, { name: typeof name }> =>
          event.name === name && (stationId ?? event.stationId) === event.stationId,
        `${name} ${stationId ?? ""}`,
      ),
    sendCall: (stationId, action, payload) => callStation(desk, stationId, { action, payload }),
    raw: (stationId, text, raw) =>
      legOf(stationId)?.rpc.sendRaw(text, raw?.isBinary ?? false) ?? false,
    misbehave(stationId, fault) {
      const leg = legOf(stationId);
      leg?.misbehave(fault);
      return leg !== undefined;
    },
    refuse: parts.refuse,
    ping: (stationId, data) => legOf(stationId)?.ping(data),
    closeStation: (stationId, code, reason) => legOf(stationId)?.close(code, reason),
    dropStation: (stationId, how = "reset") => legOf(stationId)?.drop(how),
    close: parts.close,
  };
}

async function callStation(
  { open, strict }: Pick<Desk, "open" | "strict">,
  stationId: string,
  { action, payload }: { readonly action: string; readonly payload: JsonObject },
): Promise<Answer> {
  const station = open.get(stationId);
  const answer = await station?.leg.rpc.call(action, payload);
  if (answer?.type === "result" && station?.file.ocppVersion === "2.0.1") {
    strict?.judgeResult(stationId, action, answer.payload);
  }
  return answer ?? { type: "linkClosed" };
}

function listen(server: Server, options: CsmsOptions): Promise<string> {
  const { host = "127.0.0.1", port } = options;
  const address = { host, port };
  const scheme = options.tls === undefined ? "ws" : "wss";
  return new Promise((resolve, reject) => {
    server.once("error", (thrown) =>
      reject(listenFailure(thrown, { role: "simulated CSMS", address, option: "--listen" })),
    );
    server.listen({ ...address, backlog: limits.listenBacklog }, () => {
      resolve(`${scheme}://${boundAddress(address, server)}`);
    });
  });
}

/** A paused or half-open leg would never take part in an orderly close, so all are destroyed. */
function stop(server: Server, sockets: ReadonlySet<Duplex>, desk: Desk): Promise<void> {
  for (const { ws } of desk.open.values()) ws.terminate();
  for (const socket of sockets) socket.destroy();
  desk.events.close();
  desk.traffic.close();
  return new Promise((resolve) => server.close(() => resolve()));
}
