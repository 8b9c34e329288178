/**
 * Strict peers of a translated route, made of npm `ocpp-rpc`, which is not ours: it checks every
 * message of both sides against its own schemas. A CSMS that speaks 2.0.1 and a station that speaks
 * 1.6, both telling what they got, in order.
 */
import { once } from "node:events";
import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import type { PeerCertificate, TLSSocket } from "node:tls";
import { RPCClient, RPCServer } from "ocpp-rpc";
import type { JsonObject } from "../../src/exchange/message.ts";
import { whenOver } from "./lifetime.ts";
import { until } from "./until.ts";

export type Got = { readonly action: string; readonly payload: JsonObject };

type RpcPeer = {
  readonly call: (action: string, payload: object) => Promise<JsonObject>;
  readonly close: (options?: object) => Promise<unknown>;
  readonly on: (event: string, listener: (...args: unknown[]) => void) => void;
  readonly identity: string;
};

export type StrictCsms = {
  readonly url: string;
  readonly port: number;
  readonly got: readonly Got[];
  readonly of: (action: string) => readonly JsonObject[];
  readonly handshakes: readonly Handshake[];
  /** How often something broke its schemas: `badMessage` of ocpp-rpc. */
  readonly faults: readonly string[];
  readonly connections: () => number;
  readonly call: (action: string, payload: object) => Promise<JsonObject>;
  readonly stop: () => Promise<void>;
};

export type Handshake = {
  readonly identity: string;
  readonly password: string;
  /** Of the certificate that was shown; absent without TLS, or where none was. */
  readonly commonName?: string;
};

export type CsmsBehaviour = {
  readonly port?: number;
  /** Makes it `wss://`. */
  readonly tls?: ServerOptions;
  readonly protocols?: readonly string[];
  /** The HTTP status of a refusal; null accepts. */
  readonly refuses?: (identity: string, password: string) => number | null;
  /** Answers by action; null for the usual one. */
  readonly answers?: (action: string, payload: JsonObject) => JsonObject | null;
};

export async function startStrictCsms(behaviour: CsmsBehaviour = {}): Promise<StrictCsms> {
  const protocols = [...(behaviour.protocols ?? ["ocpp2.0.1"])];
  const server = new RPCServer({ protocols, strictMode: true } as never);
  const got: Got[] = [];
  const faults: string[] = [];
  const handshakes: Handshake[] = [];
  const clients = new Set<RpcPeer>();
  server.auth((accept, reject, handshake) => {
    const password = handshake.password?.toString() ?? "";
    const { identity, request } = handshake;
    handshakes.push({ identity, password, ...commonNameOf(request.socket) });
    const status = behaviour.refuses?.(handshake.identity, password) ?? null;
    if (status === null) accept();
    else reject(status, "the test said so");
  });
  server.on("client", (client: unknown) => {
    const peer = client as RpcPeer & { handle: (handler: unknown) => void };
    clients.add(peer);
    peer.on("close", () => clients.delete(peer));
    for (const event of ["badMessage", "strictValidationFailure"]) {
      peer.on(event, (fault) =>
        faults.push(`${event}: ${String((fault as { error?: unknown })?.error ?? fault)}`),
      );
    }
    peer.handle(({ method, params }: { method: string; params: JsonObject }) => {
      got.push({ action: method, payload: params });
      return behaviour.answers?.(method, params) ?? usualAnswer(method);
    });
  });
  const http =
    behaviour.tls === undefined
      ? await server.listen(behaviour.port ?? 0, "127.0.0.1")
      : await listenTls(server, behaviour.tls);
  const { port } = http.address() as AddressInfo;
  const stop = async () => {
    await server.close({ force: true } as never).catch(() => undefined);
  };
  whenOver(stop);
  return {
    ...{ port, got, faults, handshakes, stop },
    url: `${behaviour.tls === undefined ? "ws" : "wss"}://127.0.0.1:${port}/csms`,
    of: (action) => got.filter((each) => each.action === action).map(({ payload }) => payload),
    connections: () => clients.size,
    async call(action, payload) {
      const [peer] = clients;
      if (peer === undefined) throw new Error("no station is connected to the CSMS");
      return await peer.call(action, payload);
    },
  };
}

async function listenTls(server: RPCServer, tls: ServerOptions) {
  const http = createServer(tls);
  http.on("upgrade", server.handleUpgrade);
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  whenOver(() => {
    http.closeAllConnections();
    http.close();
  });
  return http;
}

function commonNameOf(socket: object): { readonly commonName?: string } {
  const certificate: Partial<PeerCertificate> =
    "encrypted" in socket ? (socket as TLSSocket).getPeerCertificate() : {};
  const name = certificate.subject?.CN;
  return typeof name === "string" ? { commonName: name } : {};
}

function usualAnswer(action: string): JsonObject {
  switch (action) {
    case "BootNotification":
      return { status: "Accepted", interval: 300, currentTime: new Date().toISOString() };
    case "Heartbeat":
      return { currentTime: new Date().toISOString() };
    case "Authorize":
      return { idTokenInfo: { status: "Accepted" } };
    case "TransactionEvent":
      return { idTokenInfo: { status: "Accepted" } };
    default:
      return {};
  }
}

export type StrictStation = RpcPeer & {
  readonly got: readonly Got[];
  readonly faults: readonly string[];
  readonly connect: () => Promise<unknown>;
  /** Resolves when the socket has closed. */
  readonly closed: () => Promise<void>;
};

export function strictStation(
  endpoint: string,
  options: {
    readonly identity?: string;
    readonly password?: string;
    readonly protocols?: readonly string[];
    /** Of its TLS: certificates, versions. */
    readonly tls?: object;
    readonly answers?: (action: string, payload: JsonObject) => JsonObject | null;
  } = {},
): StrictStation {
  const station = new RPCClient({
    ...{ endpoint, identity: options.identity ?? "CP-1", reconnect: false, strictMode: true },
    ...(options.password !== undefined && { password: options.password }),
    ...(options.tls !== undefined && { wsOpts: options.tls }),
    protocols: [...(options.protocols ?? ["ocpp1.6"])],
  } as never) as unknown as StrictStation & { handle: (handler: unknown) => void };
  const got: Got[] = [];
  const faults: string[] = [];
  let isClosed = false;
  for (const event of ["badMessage", "strictValidationFailure"]) {
    station.on(event, (fault) =>
      faults.push(`${event}: ${String((fault as { error?: unknown })?.error ?? fault)}`),
    );
  }
  station.on("disconnect", () => {
    isClosed = true;
  });
  station.on("close", () => {
    isClosed = true;
  });
  station.handle(({ method, params }: { method: string; params: JsonObject }) => {
    got.push({ action: method, payload: params });
    return options.answers?.(method, params) ?? usualStationAnswer(method);
  });
  whenOver(async () => void (await station.close({ force: true }).catch(() => undefined)));
  return Object.assign(station, {
    ...{ got, faults },
    closed: () => until(() => isClosed, "the station's socket is closed"),
  });
}

function usualStationAnswer(action: string): JsonObject {
  switch (action) {
    case "GetConfiguration":
      return {
        configurationKey: [
          { key: "HeartbeatInterval", readonly: false, value: "300" },
          { key: "NumberOfConnectors", readonly: true, value: "1" },
          { key: "MeterValueSampleInterval", readonly: false, value: "60" },
        ],
        unknownKey: [],
      };
    default:
      return { status: "Accepted" };
  }
}
