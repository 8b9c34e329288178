/**
 * One open WebSocket of a simulated peer: the OCPP-J machinery on top of npm `ws`, and below it the
 * TCP socket, which the faults need. In: a ws that is open and its socket. Out: calls, faults,
 * ends.
 */
import type { Socket } from "node:net";
import type { RawData, WebSocket } from "ws";
import type { OcppVersion } from "../ocpp/versions.ts";
import {
  type AnswerFaults,
  type Fault,
  isAnswerFault,
  isLegFault,
  type LegFault,
  type MessageFault,
  messagesOf,
} from "./faults.ts";
import { openRpc, type Rpc, type RpcOptions } from "./rpc.ts";
import type { SimulatedTime, Timers } from "./time.ts";

export type Leg = {
  readonly rpc: Rpc;
  readonly isOpen: () => boolean;
  readonly misbehave: (fault: Fault) => void;
  readonly ping: (data?: string) => void;
  readonly close: (code?: number, reason?: string) => void;
  /** Ends the TCP connection without a Close frame. */
  readonly drop: (how: "fin" | "reset") => void;
};

export type LegEnd = { readonly code: number; readonly reason: string };

export type LegOptions = Omit<RpcOptions, "transmit"> & {
  readonly ws: WebSocket;
  readonly socket: Socket | null;
  readonly ocppVersion: OcppVersion;
  readonly answerFaults: AnswerFaults;
  readonly onEnd: (end: LegEnd) => void;
  readonly onPong?: (data: Buffer) => void;
};

export function openLeg(
  options: LegOptions,
  deps: { readonly timers: Timers; readonly time: SimulatedTime },
): Leg {
  const { ws, socket } = options;
  let isSilent = false;
  const isOpen = () => ws.readyState === ws.OPEN && !isSilent;

  const transmit = (text: string, isBinary: boolean) => {
    if (!isOpen()) return false;
    ws.send(isBinary ? Buffer.from(text) : text, { binary: isBinary });
    return true;
  };
  const rpc = openRpc({ ...options, transmit }, deps);

  ws.on("message", (data, isBinary) => {
    if (!isSilent) rpc.receive(bufferOf(data).toString("utf8"), isBinary);
  });
  ws.on("pong", (data) => options.onPong?.(data));
  // ws tells an illegal frame as an error and closes by itself; "close" follows in every case.
  ws.on("error", () => ws.terminate());
  ws.on("close", (code, reason) => {
    rpc.close();
    options.onEnd({ code, reason: reason.toString("utf8") });
  });

  const drop = (how: "fin" | "reset") => {
    if (how === "reset" && socket !== null) socket.resetAndDestroy();
    else ws.terminate();
  };
  const fallSilent = () => {
    isSilent = true;
    ws.pause();
  };

  return {
    rpc,
    isOpen,
    misbehave(fault) {
      if (isAnswerFault(fault)) options.answerFaults.arm(fault);
      else if (isLegFault(fault)) applyToLeg(fault, { ws, socket, drop, fallSilent });
      else sendFault(fault, options, { rpc, nowMs: deps.time.nowMs });
    },
    ping: (data = "") => {
      if (isOpen()) ws.ping(data);
    },
    close: (code = 1000, reason = "") => ws.close(code, reason),
    drop,
  };
}

function applyToLeg(
  fault: LegFault,
  leg: {
    readonly ws: WebSocket;
    readonly socket: Socket | null;
    readonly drop: (how: "fin" | "reset") => void;
    readonly fallSilent: () => void;
  },
): void {
  switch (fault.fault) {
    case "drop":
      leg.drop(fault.how);
      break;
    case "half-open":
      leg.fallSilent();
      break;
    case "close":
      leg.ws.close(fault.code, fault.reason);
      break;
    case "bytes":
      leg.socket?.write(Buffer.from(fault.hex, "hex"));
      break;
  }
}

function sendFault(
  fault: MessageFault,
  options: LegOptions,
  leg: { readonly rpc: Rpc; readonly nowMs: () => number },
): void {
  const messages = messagesOf(fault, {
    sender: options.self,
    ocppVersion: options.ocppVersion,
    newMessageId: options.newMessageId,
    nowMs: leg.nowMs,
  });
  for (const { text, isBinary } of messages) leg.rpc.sendRaw(text, isBinary);
}

function bufferOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
