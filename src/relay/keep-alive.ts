/**
 * A peer that has gone without a word is found by TCP's own probes: they cost no message, and the
 * peer's program does not see them. Where something that was sent still waits for its
 * acknowledgement, TCP does not probe but send that again, for as long as the system says: Linux a
 * quarter of an hour (`net.ipv4.tcp_retries2`).
 *
 * Links that were opened at once must not be probed at once: over loopback (a TLS proxy on the
 * same machine) the kernel keeps 1,000 packets for each processor and drops the others, and the
 * order of its timers is always the same, so that the same links lose every probe and end. So each
 * has times of its own, in whole seconds, as the kernel wants them.
 */
import { randomInt } from "node:crypto";
import type { Socket } from "node:net";
import { limits } from "../base/limits.ts";

const SECOND_MS = 1000;

/**
 * From now on the other end is asked whether it is there, where nothing came for half to all of
 * `silenceMs`; the socket ends with ETIMEDOUT after `keepAliveProbes` that nobody answered. Before
 * Node 24.19 the pauses between them are the runtime's.
 */
export function probeWhenSilent(socket: Socket, silenceMs: number): void {
  const { keepAliveProbeMsMin, keepAliveProbeMsMax, keepAliveProbes } = limits;
  const firstMs = secondsBetween(silenceMs / 2, silenceMs);
  const pauseMs = secondsBetween(keepAliveProbeMsMin, keepAliveProbeMsMax);
  socket.setKeepAlive(true, firstMs, pauseMs, keepAliveProbes);
}

/** Whole seconds, at least one. Unit: ms. */
function secondsBetween(leastMs: number, mostMs: number): number {
  const least = Math.max(1, Math.ceil(leastMs / SECOND_MS));
  const most = Math.max(least, Math.floor(mostMs / SECOND_MS));
  return SECOND_MS * randomInt(least, most + 1);
}
