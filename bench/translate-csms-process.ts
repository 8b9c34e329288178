/**
 * A CSMS that answers at once, in 2.0.1 behind a translating relay and in 1.6 to stations that come
 * without one. It checks what must hold of the events that it gets: each transaction's numbers have no
 * hole, in their order.
 */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { obey } from "./child.ts";
import type { CsmsTally } from "./translate-orders.ts";

type Call = readonly [2, string, string, Readonly<Record<string, unknown>>];

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
server.on("connection", (socket) => {
  socket.on("message", (data) => answer(socket, String(data)));
  socket.on("error", () => socket.terminate());
});
await once(server, "listening");

const seqNos = new Map<string, number>();
let events = 0;
let faults = 0;
let nextInt = 1;

obey({
  port: () => (server.address() as AddressInfo).port,
  tally: (): CsmsTally => ({ events, faults }),
});

function answer(socket: WebSocket, text: string): void {
  const message = JSON.parse(text) as readonly unknown[];
  if (message[0] !== 2) return;
  const [, id, action, payload] = message as unknown as Call;
  const is16 = socket.protocol === "ocpp1.6";
  if (action === "TransactionEvent") checkEvent(payload);
  socket.send(JSON.stringify([3, id, is16 ? answer16(action) : answer201(action)]));
}

function checkEvent(payload: Call[3]): void {
  const { transactionId } = payload["transactionInfo"] as { readonly transactionId: string };
  const seqNo = Number(payload["seqNo"]);
  if (seqNo !== (seqNos.get(transactionId) ?? -1) + 1) faults += 1;
  seqNos.set(transactionId, seqNo);
  events += 1;
}

function answer201(action: string): object {
  const accepted = { status: "Accepted" };
  if (action === "BootNotification") {
    return { ...accepted, interval: 86_400, currentTime: new Date().toISOString() };
  }
  return action === "Authorize" ? { idTokenInfo: accepted } : {};
}

function answer16(action: string): object {
  const accepted = { status: "Accepted" };
  switch (action) {
    case "BootNotification":
      return { ...accepted, interval: 86_400, currentTime: new Date().toISOString() };
    case "Authorize":
      return { idTagInfo: accepted };
    case "StartTransaction":
      nextInt += 1;
      return { idTagInfo: accepted, transactionId: nextInt };
    default:
      return {};
  }
}
