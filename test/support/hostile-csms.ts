/** CSMSs that are dead, slow or hostile. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { WebSocket, WebSocketServer } from "ws";

/** One end of a CSMS that is not one; its address, and what it has seen. */
export type Other = { readonly url: string; readonly connections: () => number };

async function listening(onSocket: (socket: Socket) => void): Promise<Other> {
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    count += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    onSocket(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${port}/other`, connections: () => count };
}

async function speaking(onOpen: (socket: WebSocket) => void): Promise<Other> {
  let count = 0;
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket) => {
    count += 1;
    socket.on("error", () => undefined);
    onOpen(socket);
  });
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${port}/other`, connections: () => count };
}

function repeat(socket: WebSocket, everyMs: number, act: () => void): void {
  const timer = setInterval(() => {
    if (socket.readyState === WebSocket.OPEN && socket.bufferedAmount < 4_000_000) act();
  }, everyMs);
  socket.on("close", () => clearInterval(timer));
  onTestFinished(() => clearInterval(timer));
}

/** What a CSMS may do to whoever dials it, by name. */
export const hostileCsmss: Readonly<Record<string, () => Promise<Other>>> = {
  "refuses connections": async () => {
    const other = await listening((socket) => socket.destroy());
    return other;
  },
  "accepts and never answers": () => listening(() => undefined),
  "opens and never reads": () => speaking((socket) => socket.pause()),
  "sends garbage": () =>
    speaking((socket) => {
      for (const text of ["", "{", "[]", "[2]", '[3,"x",{}]', "[2,1,2,3]", "\u0000"]) {
        socket.send(text);
        socket.send(Buffer.from(text));
      }
    }),
  "floods with calls": () =>
    speaking((socket) => {
      let count = 0;
      repeat(socket, 5, () => {
        for (let each = 0; each < 200; each += 1) {
          count += 1;
          socket.send(JSON.stringify([2, `${count}`, "Reset", { type: "Immediate" }]));
        }
      });
    }),
  "sends huge messages": () =>
    speaking((socket) => {
      const huge = JSON.stringify([2, "1", "DataTransfer", { data: "x".repeat(3_000_000) }]);
      repeat(socket, 50, () => socket.send(huge));
    }),
  "ends each connection": () => speaking((socket) => socket.terminate()),
};
