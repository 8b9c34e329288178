/**
 * Peers that mean harm: handshakes that never ask, heads that never end, compression bombs, a
 * million malformed frames. Each from addresses of their own (loopback has sixteen million), beside
 * a fleet that must not notice.
 */
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
import { startBytesCsms, switchingFor, writeOn } from "../../support/bytes-csms.ts";
import { type Load, type Stage, startStage } from "../../support/fault-stage.ts";
import { encodeFrame } from "../../support/frames.ts";
import { endAfterAll, keptForAll, whenOver } from "../../support/lifetime.ts";
import { connectPlainStation, startPlainCsms } from "../../support/peers.ts";
import { requestHead } from "../../support/raw-peers.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { until } from "../../support/until.ts";

const HEAD_MS = 3_000;
const STATIONS = { stations: 5 } as const;
/** A station waits 30 s for an answer; a person would notice this. */
const WORST_MS = 2_500;

const HANDSHAKES = 10_000;
const LORISES = 300;
const BOMBS = 100;
const FRAMES = 1_000_000;
/** Every so many malformed frames is a whole message, whose content is malformed. */
const MESSAGE_EVERY = 100;
/** At most so many of one address, as a house full of stations has. */
const PER_ADDRESS = 50;

const DEFLATE = "permessage-deflate; client_no_context_takeover; server_no_context_takeover";

let stage: Stage;

endAfterAll();
beforeAll(() =>
  keptForAll(async () => {
    const csms = await startPlainCsms();
    const deaf = await startBytesCsms((socket, head) => void socket.write(switchingFor(head)));
    const deflating = await startBytesCsms((socket, head) => {
      socket.write(switchingFor(head, [`Sec-WebSocket-Extensions: ${DEFLATE}`]));
    });
    const data = await tempDir();
    const config = join(data, "ocpptap.json");
    const routes = [
      { match: "/plain/{station}", upstream: csms.url },
      { match: "/deaf/{station}", upstream: deaf.url },
      { match: "/deflating/{station}", upstream: deflating.url },
    ];
    await writeFile(config, JSON.stringify({ routes, relay: { requestHeadMs: HEAD_MS } }));
    stage = await startStage({ csms, data, path: "/plain", args: ["--config", config] });
  }),
);

/** A socket of the nth attacker. */
function attack(nth: number): Socket {
  const { hostname: host, port } = new URL(stage.served.stationUrl);
  const house = Math.floor(nth / PER_ADDRESS);
  const localAddress = `127.9.${Math.floor(house / 250)}.${1 + (house % 250)}`;
  const socket = connect({ host, port: Number(port), localAddress });
  whenOver(() => void socket.destroy());
  socket.on("error", () => undefined);
  return socket;
}

async function attackers(count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    sockets.push(attack(nth));
    // The kernel's queue of a listener has a bound, too.
    if (nth % 500 === 499) await settle(sockets);
  }
  await settle(sockets);
  return sockets;
}

const settle = (sockets: readonly Socket[]) =>
  until(() => sockets.every(({ connecting }) => !connecting), "attackers are in or refused");

/** One that comes while it goes on is served, if not at once. */
async function newcomerIsServed(name: string): Promise<void> {
  const url = `${stage.served.stationUrl}/plain/${name}`;
  let station: Awaited<ReturnType<typeof connectPlainStation>> | null = null;
  await until(
    async () => {
      station = await connectPlainStation(url).catch(() => null);
      return station !== null;
    },
    "a new station is let in",
    2 * HEAD_MS + 5_000,
    100,
  );
}

async function served(load: Load): Promise<void> {
  await load.pass(100);
  expect(load.worstMs()).toBeLessThan(WORST_MS);
  await load.settle();
}

/** Messages of a station that are recorded, and that gaps count. */
async function recordOf(station: string): Promise<number> {
  const [row] = await stage.store.query<{ messages: string }>(
    `SELECT (SELECT uniqExact(link_id, seq) FROM messages WHERE station_id = {station:String})
+ (SELECT sum(messages) FROM gaps WHERE station_id = {station:String}) AS messages`,
    { station },
  );
  return Number(row?.messages);
}

async function raw(path: string, nth: number, headers: readonly string[] = []): Promise<Socket> {
  const socket = attack(nth);
  socket.write(requestHead(path, headers));
  let head = "";
  await until(async () => {
    head += String((await once(socket, "data"))[0]);
    return head.includes("\r\n\r\n");
  }, "the handshake's answer");
  socket.resume();
  expect(head).toContain("101");
  return socket;
}

it("ten thousand handshakes and no request: each is cut, and stations come and go", async () => {
  const load = await stage.load(`${HANDSHAKES} handshakes, no request`, {
    ...STATIONS,
    prefix: "HANDSHAKE",
  });
  const sockets = await attackers(HANDSHAKES);
  await newcomerIsServed("NEW-1");
  await until(
    () => sockets.every(({ destroyed }) => destroyed),
    "each is cut",
    4 * HEAD_MS + 10_000,
  );
  await served(load);
});

it("slow loris: a head that comes byte by byte has its time, and no more", async () => {
  const load = await stage.load(`slow loris, ${LORISES} sockets`, { ...STATIONS, prefix: "LORIS" });
  const sockets = await attackers(LORISES);
  const head = requestHead("/plain/CP-1");
  let at = 0;
  const dripping = setInterval(() => {
    for (const socket of sockets) if (!socket.destroyed) socket.write(head.charAt(at % 60));
    at += 1;
  }, 200);
  whenOver(() => clearInterval(dripping));
  await newcomerIsServed("NEW-2");
  await until(
    () => sockets.every(({ destroyed }) => destroyed),
    "each is cut",
    2 * HEAD_MS + 10_000,
  );
  await served(load);
});

it("compression bombs: the thread and its memory are not theirs, and each is recorded or counted", async () => {
  const load = await stage.load(`${BOMBS} compression bombs of 20 MB`, {
    ...STATIONS,
    prefix: "BOMB",
  });
  const socket = await raw("/deflating/BOMBER", 0, [`Sec-WebSocket-Extensions: ${DEFLATE}`]);
  const plain = Buffer.alloc(20_000_000, "0");
  // Sync-flushed, without the last four bytes (RFC 7692 §7.2.1).
  const bomb = deflateRawSync(plain, { finishFlush: 2 }).subarray(0, -4);
  const frame = encodeFrame(bomb, { reservedBits: 4, mask: [1, 2, 3, 4] });
  for (let count = 0; count < BOMBS; count += 1) await writeOn(socket, frame);
  await until(
    async () => (await recordOf("BOMBER")) >= BOMBS,
    "each is accounted for",
    60_000,
    200,
  );
  expect(await recordOf("BOMBER")).toBe(BOMBS);
  await served(load);
});

it("a million malformed frames: those that are messages are recorded or counted", async () => {
  const load = await stage.load("1,000,000 malformed frames", { ...STATIONS, prefix: "FRAMES" });
  const socket = await raw("/deaf/MALFORMED", 0);
  const mask = [9, 8, 7, 6];
  const message = encodeFrame('[2,"x', { mask });
  const others = [
    encodeFrame("reserved", { opcode: 3, mask }),
    encodeFrame("reserved", { opcode: 11, mask }),
    encodeFrame("unmasked ping", { opcode: 9 }),
    encodeFrame("fragmented ping", { opcode: 9, isFinal: false, mask }),
    encodeFrame(Buffer.alloc(300, "p"), { opcode: 9, mask }),
    encodeFrame("pong with RSV", { opcode: 10, reservedBits: 7, mask }),
    encodeFrame("long", { opcode: 9, lengthBytes: 8, mask }),
    encodeFrame("", { opcode: 15, mask }),
    encodeFrame("", { opcode: 9, reservedBits: 2, mask }),
  ];
  const junk = Array.from({ length: MESSAGE_EVERY - 1 }, (_, at) => others[at % others.length]);
  const round = Buffer.concat([message, ...junk.map((frame) => frame ?? message)]);
  const many = Buffer.concat(Array.from({ length: 1_000 }, () => round));
  for (let sent = 0; sent < FRAMES; sent += 1_000 * MESSAGE_EVERY) await writeOn(socket, many);
  const messages = FRAMES / MESSAGE_EVERY;
  await until(
    async () => (await recordOf("MALFORMED")) >= messages,
    "each is accounted for",
    90_000,
    500,
  );
  expect(await recordOf("MALFORMED")).toBe(messages);
  await served(load);
});
