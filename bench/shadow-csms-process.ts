/**
 * The CSMS of a shadow, with a mood: `silent` takes every call and answers none, `flood` asks for a
 * reset as fast as it is read.
 */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { obey } from "./child.ts";

const FLOOD_MS = 5;
const FLOOD_CALLS = 50;
/** Unsent bytes of one connection: a peer that reads slowly is not flooded by our memory. */
const UNSENT_MAX = 1_000_000;

const [mood = "silent"] = process.argv.slice(2);
const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
server.on("connection", (socket) => {
  socket.on("error", () => socket.terminate());
  if (mood === "flood") flood(socket);
});
await once(server, "listening");
const { port } = server.address() as AddressInfo;
obey({ port: () => port, connections: () => server.clients.size }, async () => {
  for (const socket of server.clients) socket.terminate();
  server.close();
});

function flood(socket: WebSocket): void {
  let asked = 0;
  const timer = setInterval(() => {
    for (let each = 0; each < FLOOD_CALLS && socket.bufferedAmount < UNSENT_MAX; each += 1) {
      asked += 1;
      socket.send(JSON.stringify([2, `${asked}`, "Reset", { type: "Immediate" }]));
    }
  }, FLOOD_MS);
  socket.on("close", () => clearInterval(timer));
}
