/**
 * The server of one listener: connections → accepted sockets, behind TLS and a load balancer's PROXY
 * header where there are such. The header comes before TLS.
 */
import { createServer, type Server, type Socket } from "node:net";
import {
  createServer as createTlsServer,
  type TlsOptions,
  type Server as TlsServer,
} from "node:tls";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import { type Front, type Origin, originOf, readProxyHeader } from "./behind.ts";
import type { Entrance } from "./entrance.ts";
import { probeWhenSilent } from "./keep-alive.ts";
import type { ListenerTls } from "./listener-tls.ts";
import { errorsAreToldAtClose } from "./socket-errors.ts";
import type { CertificateDemand } from "./station-certificate.ts";

export type GateOptions = {
  readonly keepAliveMs: number;
  readonly requestHeadMs: number;
  readonly observe: Observe;
};

export type GateWays = {
  readonly front: Front;
  /** Null for none. */
  readonly tls: ListenerTls | null;
  /** Null: stations are asked for no certificate. */
  readonly demand: CertificateDemand | null;
  /** For people. */
  readonly address: string;
};

type Into = Pick<Entrance, "accept" | "tlsFailed" | "proxyFailed" | "unknowns">;

export type Gate = {
  readonly server: Server;
  /** For sockets that come from now on; handshakes that are under way end as they began. */
  readonly take: (ways: GateWays, handshakeMs: number) => void;
  /** Ends sockets on their way to being stations: nobody else knows them. */
  readonly endHandshakes: () => void;
};

export function createGate(ways: GateWays, options: GateOptions, into: Into): Gate {
  const socketOptions = {
    allowHalfOpen: true,
    noDelay: true,
  };
  const shared = {
    ...{ socketOptions, into, observe: options.observe, origins: createOrigins() },
    handshakes: createHandshakes(ways.address, options.observe),
  };
  let entry = createEntry(ways, options.requestHeadMs, shared);
  const server = createServer(socketOptions, (socket) => {
    probeWhenSilent(socket, options.keepAliveMs);
    if (entry.isPlain || shared.handshakes.begin(socket)) entry.enter(socket);
  });
  return {
    server,
    take(other, handshakeMs) {
      entry = createEntry(other, handshakeMs, shared);
    },
    endHandshakes: shared.handshakes.endAll,
  };
}

type Shared = {
  readonly socketOptions: TlsOptions;
  readonly into: Into;
  readonly observe: Observe;
  readonly origins: Origins;
  readonly handshakes: ReturnType<typeof createHandshakes>;
};

type Entry = {
  readonly enter: (socket: Socket) => void;
  /** It is a station at once. */
  readonly isPlain: boolean;
};

/** What an accepted socket passes. */
function createEntry(ways: GateWays, handshakeMs: number, shared: Shared): Entry {
  const { front, tls, demand } = ways;
  const { handshakes, into, origins, observe } = shared;
  const arrive = (socket: Socket) => {
    handshakes.end(socket);
    into.accept(socket, { front, demand, origin: origins.of(socket) });
  };
  const secure = tls === null ? null : openSecure(tls, handshakeMs, shared);
  secure?.on("secureConnection", (socket) => {
    const [version, isResumed] = [socket.getProtocol() ?? "", socket.isSessionReused()];
    observe({ name: "tlsShook", leg: "station", version, isResumed });
    arrive(socket);
  });
  secure?.on("tlsClientError", (error, socket) => {
    socket.on("error", errorsAreToldAtClose);
    into.tlsFailed(socket, error, origins.of(socket) ?? undefined);
    socket.destroy();
  });
  const goOn = (socket: Socket) => void (secure?.emit("connection", socket) ?? arrive(socket));
  const readHeader = (socket: Socket) => {
    socket.on("error", errorsAreToldAtClose);
    readProxyHeader(socket, front, (outcome) => {
      switch (outcome.kind) {
        case "silent":
          socket.destroy();
          return;
        case "failed":
          into.proxyFailed(socket, outcome.origin, outcome.failure);
          return;
        case "origin":
          origins.note(socket, outcome.origin);
          into.unknowns.from(socket, outcome.origin.remoteAddress);
          goOn(socket);
          if (secure === null) socket.resume();
      }
    });
  };
  const next = front.by === "proxy-protocol" ? readHeader : goOn;
  const isPlain = secure === null && next === goOn;
  const enter = (socket: Socket) => {
    const { remoteAddress } = originOf(socket);
    // A load balancer's own address is that of everybody behind it.
    const isShared = front.by === "proxy-protocol" || front.isTrusted(remoteAddress);
    into.unknowns.begin(socket, { address: isShared ? null : remoteAddress, speaks: isPlain });
    next(socket);
  };
  return { enter, isPlain };
}

function openSecure(tls: ListenerTls, handshakeTimeout: number, shared: Shared): TlsServer {
  const server = createTlsServer({ ...shared.socketOptions, ...tls.options, handshakeTimeout });
  tls.attach(server);
  return server;
}

/**
 * A handshake that nobody ends holds a descriptor and memory until its time-out, and one that is
 * ended costs a millisecond: beyond so many at once the newest connection goes.
 */
function createHandshakes(address: string, observe: Observe) {
  const underWay = new Map<string, Socket>();
  return {
    begin(socket: Socket): boolean {
      if (underWay.size >= limits.tlsHandshakesMax) {
        observe({ name: "tlsCrowded", address, handshakes: underWay.size });
        socket.on("error", errorsAreToldAtClose).destroy();
        return false;
      }
      const peer = peerOf(socket);
      underWay.set(peer, socket);
      socket.once("close", () => {
        if (underWay.get(peer) === socket) underWay.delete(peer);
      });
      return true;
    },
    end: (socket: Socket) => void (underWay.size > 0 && underWay.delete(peerOf(socket))),
    endAll() {
      for (const socket of underWay.values()) socket.destroy();
    },
  };
}

/** The TLS socket does not tell which socket it was made of; both have the same peer. */
function peerOf(socket: Socket): string {
  const { remoteAddress, remotePort } = originOf(socket);
  return `${remoteAddress} ${remotePort}`;
}

type Origins = {
  readonly note: (socket: Socket, origin: Origin) => void;
  /** Null where the socket says it itself. */
  readonly of: (socket: Socket) => Origin | null;
};

/** By peer. As many as there are open sockets. */
function createOrigins(): Origins {
  const origins = new Map<string, Origin>();
  return {
    note(socket, origin) {
      const key = peerOf(socket);
      origins.set(key, origin);
      socket.once("close", () => {
        if (origins.get(key) === origin) origins.delete(key);
      });
    },
    of: (socket) => (origins.size === 0 ? null : (origins.get(peerOf(socket)) ?? null)),
  };
}
