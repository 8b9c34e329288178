/**
 * Runs on another machine than the test (`far-machine.ts`): a CSMS at the address it is told, which
 * says its URL, and stations, one for each URL it is told, which say when they were answered.
 */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";

export type FarMessage = { readonly csmsUrl: string } | { readonly answered: string };

const CALL = '[2,"far","Heartbeat",{}]';
const ANSWER = '[3,"far",{"currentTime":"2026-01-01T00:00:00Z"}]';

const [, , address = ""] = process.argv;
const server = new WebSocketServer({ host: address, port: 0 });
server.on("connection", (leg) => leg.on("message", () => leg.send(ANSWER)));
await once(server, "listening");
say({ csmsUrl: `ws://${address}:${(server.address() as AddressInfo).port}` });

process.on("message", (url: string) => {
  const station = new WebSocket(url, ["ocpp1.6"]);
  station.on("open", () => station.send(CALL));
  station.on("message", () => say({ answered: url }));
});
process.on("disconnect", () => process.exit());

function say(message: FarMessage): void {
  process.send?.(message);
}
