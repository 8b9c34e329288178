/**
 * Peers that are no stations: every second one of them does what no standard allows, and is gone a
 * few seconds later. In: the port of the stations. Out: how many came.
 */
import { connect, type Socket } from "node:net";

const EVERY_MS = 1_000;
/** How long one stays that nobody sends away; a few of them are there at once. */
const STAY_MS = 20_000;

export type HostilePeers = {
  readonly count: () => number;
  readonly stop: () => void;
};

const KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
const UPGRADE = `Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${KEY}`;
const dial = (path: string, more = "") =>
  `GET ${path} HTTP/1.1\r\n${UPGRADE}Sec-WebSocket-Protocol: ocpp1.6\r\n${more}\r\n`;

type Habit = (socket: Socket, name: string) => void;

/** A handshake, and what comes behind it, at once. */
const after =
  (hex: string): Habit =>
  (socket, name) => {
    socket.write(dial(`/ocpp/${name}`));
    socket.once("data", () => socket.write(Buffer.from(hex, "hex")));
  };

/** A masked text frame of the characters. */
function frameOf(text: string): string {
  const payload = Buffer.from(text);
  const head = payload.length < 126 ? [0x81, 0x80 | payload.length] : [0x81, 0xfe];
  const size = Buffer.alloc(payload.length < 126 ? 0 : 2);
  if (size.length > 0) size.writeUInt16BE(payload.length);
  // The mask is zero: the bytes stay as they are.
  return Buffer.concat([Buffer.from(head), size, Buffer.alloc(4), payload]).toString("hex");
}

const HABITS: readonly Habit[] = [
  // Connects, and says nothing.
  () => undefined,
  // Half a request.
  (socket) => socket.write("GET /ocpp/SLOW HTTP/1.1\r\nHost: x\r\nUpgr"),
  // No HTTP at all; TLS to a port without it; a head that never ends.
  (socket) => socket.write(Buffer.alloc(4_096, 0xff)),
  (socket) => socket.write(Buffer.from("160301020001000100", "hex")),
  (socket) => socket.write(`GET /ocpp/LONG HTTP/1.1\r\nX: ${"a".repeat(100_000)}`),
  // A path that no route has, and one that is none.
  (socket) => socket.write(dial("/nowhere/at/all")),
  (socket) => socket.write(dial("/ocpp/%ff%00..%2f..")),
  // Not WebSocket.
  (socket) => socket.write("GET /ocpp/PLAIN HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
  // A handshake and away, before it is answered.
  (socket, name) => {
    socket.write(dial(`/ocpp/${name}`));
    socket.resetAndDestroy();
  },
  // Frames: a reserved opcode, a length of 2^63, an endless fragment, deep JSON, no JSON, no UTF-8.
  after("8f8000000000"),
  after("81ffffffffffffffffff00000000"),
  after("018000000000"),
  after(frameOf("[".repeat(60_000))),
  after(frameOf("\u0000\u0001 no JSON")),
  after("818400000000fffefdfc"),
  after(frameOf('[2,"1","Heartbeat",{}]').repeat(200)),
];

/** One after the other, again and again, each under a name of its own of a hundred. */
export function startHostilePeers(port: number): HostilePeers {
  const sockets = new Set<Socket>();
  let count = 0;
  const timer = setInterval(() => {
    const socket = connect({ host: "127.0.0.1", port });
    const stay = setTimeout(() => socket.destroy(), STAY_MS);
    sockets.add(socket);
    // To be sent away is what it came for.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      clearTimeout(stay);
      sockets.delete(socket);
    });
    socket.resume();
    HABITS[count % HABITS.length]?.(socket, `HOSTILE-${count % 100}`);
    count += 1;
  }, EVERY_MS);
  return {
    count: () => count,
    stop() {
      clearInterval(timer);
      for (const socket of sockets) socket.destroy();
    },
  };
}
