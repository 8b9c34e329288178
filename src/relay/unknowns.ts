/**
 * Sockets that have not said who they are: from accept until a request has come whole. Whoever
 * keeps many of them open shuts out stations, and needs no password for it; so there are so many in
 * all, and so many of each address. In: sockets. Out: the same, less the one that has waited
 * longest where there are too many. A station's request comes within a round trip, so it is not the
 * oldest.
 */
import type { Socket } from "node:net";
import { limits } from "../base/limits.ts";
import { networkOf } from "../base/network.ts";
import type { Observe } from "../observe/events.ts";
import { originOf } from "./behind.ts";

export type UnknownBounds = { readonly allMax: number; readonly addressMax: number };

export type Unknowns = {
  /**
   * `address` null: of a load balancer, which speaks for many. `speaks`: it can be answered, not
   * being within TLS or a PROXY header.
   */
  readonly begin: (
    socket: Socket,
    from: { readonly address: string | null; readonly speaks: boolean },
  ) => void;
  /** Now it is known whose it is: the load balancer has said it. */
  readonly from: (socket: Socket, address: string) => void;
  /** It has said who it is; also told of the TLS socket that was made of it. */
  readonly end: (socket: Socket) => void;
  /** It was closed here, for there were too many. */
  readonly wasClosed: (socket: Socket) => boolean;
  /** From now on. */
  readonly bound: (bounds: UnknownBounds) => void;
  readonly count: () => number;
};

type Unknown = { readonly socket: Socket; readonly speaks: boolean; network: string | null };

const BUSY = Buffer.from(
  "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n" +
    `Retry-After: ${limits.retryAfterSeconds}\r\nConnection: close\r\n\r\n` +
    "ocpptap: too many connections wait here to send their request, and this one for longest.\n",
);

export function createUnknowns(first: UnknownBounds, observe: Observe): Unknowns {
  /** By peer: a TLS socket does not tell which one it was made of. The oldest comes first. */
  const all = new Map<string, Unknown>();
  const byNetwork = new Map<string, Set<string>>();
  const closed = new WeakSet<Socket>();
  let bounds = first;

  function leave(peer: string): void {
    const unknown = all.get(peer);
    if (unknown === undefined) return;
    all.delete(peer);
    if (unknown.network === null) return;
    const own = byNetwork.get(unknown.network);
    own?.delete(peer);
    if (own?.size === 0) byNetwork.delete(unknown.network);
  }

  function close(peer: string | undefined, of: "all" | "address"): void {
    const unknown = peer === undefined ? undefined : all.get(peer);
    if (peer === undefined || unknown === undefined) return;
    leave(peer);
    const { socket, speaks, network } = unknown;
    closed.add(socket);
    observe({ name: "unknownsCrowded", of, network: network ?? "a load balancer" });
    if (speaks && socket.writable) socket.write(BUSY);
    if (speaks) socket.destroySoon();
    else socket.destroy();
  }

  function join(peer: string, network: string): void {
    const own = byNetwork.get(network) ?? new Set();
    byNetwork.set(network, own);
    own.add(peer);
    if (own.size > bounds.addressMax) close(own.values().next().value, "address");
  }

  return {
    begin(socket, { address, speaks }) {
      const peer = peerOf(socket);
      const network = address === null ? null : networkOf(address);
      const unknown = { socket, speaks, network };
      all.set(peer, unknown);
      socket.once("close", () => {
        if (all.get(peer) === unknown) leave(peer);
      });
      if (network !== null) join(peer, network);
      if (all.size > bounds.allMax) close(all.keys().next().value, "all");
    },
    from(socket, address) {
      const peer = peerOf(socket);
      const unknown = all.get(peer);
      if (unknown === undefined || unknown.network !== null) return;
      unknown.network = networkOf(address);
      join(peer, unknown.network);
    },
    end(socket) {
      if (all.size > 0) leave(peerOf(socket));
    },
    wasClosed: (socket) => closed.has(socket),
    bound(others) {
      bounds = others;
    },
    count: () => all.size,
  };
}

function peerOf(socket: Socket): string {
  const { remoteAddress, remotePort } = originOf(socket);
  return `${remoteAddress} ${remotePort}`;
}
