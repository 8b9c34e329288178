/** What Node can do at all: two sockets, `data` and `write`, back-pressure, nothing looked at. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { obey } from "./child.ts";

const upstream = Number(process.argv[2]);
const server = createServer({ noDelay: true }, (station) => {
  const csms = connect({ host: "127.0.0.1", port: upstream, noDelay: true });
  pass(station, csms);
  pass(csms, station);
});
server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 });
await once(server, "listening");
const address = server.address();
const port = typeof address === "object" && address !== null ? address.port : 0;
obey({ port: () => port, collect: () => globalThis.gc?.() });

function pass(from: Socket, to: Socket): void {
  from.on("data", (chunk: Buffer) => {
    if (!to.write(chunk)) from.pause();
  });
  to.on("drain", () => from.resume());
  from.on("end", () => to.end());
  from.on("error", () => to.destroy());
}
