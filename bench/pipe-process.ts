/** The yardstick: a bare WebSocket pipe made with http-proxy-3, as its readme shows. Records nothing. */
import { once } from "node:events";
import { createServer } from "node:http";
import { createProxyServer } from "http-proxy-3";
import { obey } from "./child.ts";

const target = `http://127.0.0.1:${process.argv[2] ?? ""}`;
const proxy = createProxyServer({ target, ws: true });
proxy.on("error", (_error, _request, response) => void response.end());
const server = createServer();
server.on("upgrade", (request, socket, head) => {
  // Without this a reset while the CSMS is dialled ends the process.
  socket.on("error", () => socket.destroy());
  proxy.ws(request, socket, head);
});
server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 });
await once(server, "listening");
const address = server.address();
const port = typeof address === "object" && address !== null ? address.port : 0;
obey({ port: () => port, collect: () => globalThis.gc?.() });
