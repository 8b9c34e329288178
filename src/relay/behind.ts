/**
 * Load balancers in front of a listener: whose connection it really is.
 *
 * In: an accepted socket, or a request's head. Out: the station's address, and what of it is
 * recorded. Promised: only who is trusted is believed, what others say is kept as a claim; a header
 * that is malformed, late or missing where it must be ends the socket with a reason by name.
 */
import type { Socket } from "node:net";
import { limits } from "../base/limits.ts";
import { plainAddress } from "../base/network.ts";
import type { ListenerConfig } from "../config/schema.ts";
import type { ArrivalFailure, Behind } from "../spool/record.ts";
import { addressesIn, type IsIn } from "../trust/address-ranges.ts";
import { forwardedAddress } from "../trust/forwarded.ts";
import { textOf } from "./credentials.ts";
import { joinedValueOf, type NamedValue } from "./head.ts";
import { createProxyHeaderReader, type ProxyHeader } from "./proxy-header.ts";

/** Of one listener. */
export type Front = {
  readonly by: Behind["by"] | null;
  readonly isTrusted: IsIn;
  readonly healthPath: string | null;
};

export const NO_FRONT: Front = { by: null, isTrusted: () => false, healthPath: null };

/** Where a socket comes from. */
export type Origin = {
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Null where nobody stands between. */
  readonly behind: Behind | null;
};

export function frontOf({ clientAddress, trust = [], healthPath }: ListenerConfig): Front {
  const by = clientAddress === undefined || clientAddress === "peer" ? null : clientAddress;
  return { by, isTrusted: addressesIn(trust), healthPath: healthPath ?? null };
}

/** To be asked while the socket is open. IPv4 on a socket that listens to both is IPv4. */
export function originOf(socket: Socket): Origin {
  return {
    remoteAddress: plainAddress(socket.remoteAddress ?? ""),
    remotePort: socket.remotePort ?? 0,
    behind: null,
  };
}

const CLAIM_CHARS_MAX = 200;

/** The same, or what a trusted load balancer's HTTP header says. */
export function originByHead(origin: Origin, fields: readonly NamedValue[], front: Front): Origin {
  const { by, isTrusted } = front;
  if (by === null || by === "proxy-protocol") return origin;
  const claimed = joinedValueOf(fields, by);
  if (claimed === null) return origin;
  const isBelieved = isTrusted(origin.remoteAddress);
  const address = isBelieved ? forwardedAddress(claimed, by, isTrusted) : null;
  return {
    remoteAddress: address ?? origin.remoteAddress,
    // These headers do not tell it.
    remotePort: address === null ? origin.remotePort : 0,
    behind: {
      ...{ by, isTrusted: isBelieved },
      ...{ peerAddress: origin.remoteAddress, peerPort: origin.remotePort },
      claimed: textOf(claimed).slice(0, CLAIM_CHARS_MAX),
    },
  };
}

export type ProxyOutcome =
  /** What came after the header is back in the socket. */
  | { readonly kind: "origin"; readonly origin: Origin }
  | { readonly kind: "failed"; readonly origin: Origin; readonly failure: ArrivalFailure }
  /** Not one byte: health checks do that. */
  | { readonly kind: "silent" };

/** Calls back once. The socket is paused then, and must have a listener for its errors. */
export function readProxyHeader(
  socket: Socket,
  { isTrusted }: Pick<Front, "isTrusted">,
  done: (outcome: ProxyOutcome) => void,
): void {
  const peer = originOf(socket);
  const isBelieved = isTrusted(peer.remoteAddress);
  const read = createProxyHeaderReader();
  let hasBytes = false;

  const finish = (outcome: ProxyOutcome, rest: Buffer | null = null) => {
    clearTimeout(timer);
    socket.off("data", onData).off("end", onEnd).off("close", onEnd).pause();
    // Not before: a socket that flows would hand it to us again.
    if (rest !== null && rest.length > 0) socket.unshift(rest);
    done(outcome);
  };
  const fail = (code: string, problem: string) => {
    const failure = { kind: "proxy-header" as const, code, problem };
    finish({ kind: "failed", origin: peer, failure });
  };
  const goOn = (rest: Buffer, origin: Origin) => finish({ kind: "origin", origin }, rest);
  const onData = (chunk: Buffer) => {
    hasBytes = true;
    const progress = read(chunk);
    switch (progress.kind) {
      case "incomplete":
        return;
      case "invalid":
        fail("PROXY_HEADER_INVALID", progress.problem);
        return;
      case "none":
        if (isBelieved) fail("PROXY_HEADER_MISSING", "it comes without the PROXY header");
        else goOn(progress.bytes, peer);
        return;
      case "header":
        goOn(progress.rest, originBy(progress.header, peer, isBelieved));
    }
  };
  const onEnd = () => {
    if (hasBytes) fail("PROXY_HEADER_INVALID", "it ended within its PROXY header");
    else finish({ kind: "silent" });
  };
  const timer = setTimeout(() => {
    const ms = limits.proxyHeaderMsMax;
    if (hasBytes) fail("PROXY_HEADER_LATE", `its PROXY header was not complete within ${ms} ms`);
    else finish({ kind: "silent" });
  }, limits.proxyHeaderMsMax);
  socket.on("data", onData).on("end", onEnd).on("close", onEnd);
  if (socket.closed) onEnd();
}

function originBy(header: ProxyHeader, peer: Origin, isBelieved: boolean): Origin {
  const { source, uniqueId, tls } = header;
  // The load balancer speaks for itself.
  if (source === null) return peer;
  const { remoteAddress: peerAddress, remotePort: peerPort } = peer;
  return {
    remoteAddress: isBelieved ? source.address : peerAddress,
    remotePort: isBelieved ? source.port : peerPort,
    behind: {
      ...{ by: "proxy-protocol", isTrusted: isBelieved, peerAddress, peerPort },
      claimed: source.address,
      ...(uniqueId === null ? {} : { uniqueId }),
      ...(tls === null ? {} : { tls }),
    },
  };
}
