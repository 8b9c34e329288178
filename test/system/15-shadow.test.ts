/**
 * Invariant 15 of translation: with the CSMS of a shadow dead, slow or hostile, what passes between
 * station and primary CSMS is the same to the byte, all of it is recorded, and none of it waits,
 * while what the shadow and its CSMS say is recorded beside it.
 */
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { encodeFrame } from "../support/frames.ts";
import {
  destroyPeers,
  dialRaw,
  type RawPeer,
  requestHead,
  startRawCsms,
} from "../support/raw-peers.ts";
import { serve } from "../support/serve.ts";
import { readAll } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const ROUNDS = 1_500;
const MASK = [1, 2, 3, 4];

/** One end of a CSMS that is not one; its address, and what it has seen. */
type Other = { readonly url: string; readonly connections: () => number };

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

const behaviours: Readonly<Record<string, () => Promise<Other>>> = {
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

function bytesOf(round: number): { readonly call: Buffer; readonly answer: Buffer } {
  const timestamp = new Date(Date.UTC(2026, 4, 1) + round * 1_000).toISOString();
  const sample = { timestamp, sampledValue: [{ value: String(round) }] };
  const id = `round-${round}`;
  const call =
    round % 100 === 0
      ? [2, id, "BootNotification", { chargePointVendor: "A", chargePointModel: "B" }]
      : [2, id, "MeterValues", { connectorId: 1, transactionId: 5, meterValue: [sample] }];
  const answer =
    round % 100 === 0 ? { status: "Accepted", interval: 300, currentTime: timestamp } : {};
  return {
    call: encodeFrame(JSON.stringify(call), { mask: MASK }),
    answer: encodeFrame(JSON.stringify([3, id, answer])),
  };
}

type Day = { readonly p50Ms: number; readonly p99Ms: number };

/** One message after the other; each side gets exactly what the other sent. */
async function day(station: RawPeer, csms: RawPeer): Promise<Day> {
  const [sent, answered]: [Buffer[], Buffer[]] = [[], []];
  const tookMs: number[] = [];
  const [stationFrom, csmsFrom] = [station.received().length, csms.received().length];
  const arrived = (peer: RawPeer, bytes: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (lengthOf(peer) < bytes) return;
        peer.socket.off("data", look);
        resolve();
      };
      peer.socket.on("data", look);
      look();
    });
  let [up, down] = [csmsFrom, stationFrom];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { call, answer } = bytesOf(round);
    [up, down] = [up + call.length, down + answer.length];
    const beganMs = performance.now();
    sent.push(call);
    station.send(call);
    await arrived(csms, up);
    answered.push(answer);
    csms.send(answer);
    await arrived(station, down);
    tookMs.push(performance.now() - beganMs);
  }
  expect(csms.received().subarray(csmsFrom).equals(Buffer.concat(sent))).toBe(true);
  expect(station.received().subarray(stationFrom).equals(Buffer.concat(answered))).toBe(true);
  tookMs.sort((one, other) => one - other);
  const at = (share: number) => tookMs[Math.floor(tookMs.length * share)] ?? 0;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

function lengthOf(peer: RawPeer): number {
  return peer.socket.bytesRead;
}

/** A relay, and beside it the shadows as a process of their own; null for none. */
async function dayBeside(other: Other | null): Promise<Day> {
  const data = await tempDir();
  const csms = await startRawCsms();
  const shadows =
    other === null
      ? []
      : [
          {
            match: "/{station}",
            upstream: other.url,
            translate: { station: "1.6", csms: "2.0.1" },
          },
        ];
  const file = join(data, "ocpptap.yaml");
  await writeFile(file, JSON.stringify({ data, upstream: csms.url, shadows }));
  const relay = await serve(["--config", file, "--only", "relay"], ["relay"]);
  const shadow =
    other === null ? null : await serve(["--config", file, "--only", "shadow"], ["shadow"]);
  const port = Number(new URL(relay.stationUrl).port);
  const station = await dialRaw(port);
  station.send(requestHead("/CP-1", ["Sec-WebSocket-Protocol: ocpp1.6"]));
  const leg = await csms.leg(1);
  await station.sees("\r\n\r\n");
  if (other !== null) await until(() => other.connections() > 0, "the shadow has dialled");
  const took = await day(station, leg);
  if (shadow !== null) {
    expect(shadow.log.filter(({ event }) => event === "bug" || event === "not-json")).toEqual([]);
    expect(shadow.process.exitCode).toBeNull();
  }
  destroyPeers();
  expect(await relay.stop()).toBe(0);
  await shadow?.stop();
  const { records, damagedBytes } = await readAll(join(data, "spool"));
  expect(records.filter(({ kind }) => kind === "message")).toHaveLength(2 * ROUNDS);
  expect([records.filter(({ kind }) => kind === "gap"), damagedBytes]).toEqual([[], 0]);
  if (other !== null) await expectRehearsalRecorded(data);
  return took;
}

/** Whatever it says or does not, the shadow's own spool is sound and speaks of nothing else. */
async function expectRehearsalRecorded(data: string): Promise<void> {
  const { records, damagedBytes } = await readAll(join(data, "spool.shadow"));
  const begins = records.flatMap((record) =>
    record.kind === "link-opened" || record.kind === "link-refused" ? [record] : [],
  );
  expect(begins.filter(({ body }) => body.leg !== "shadow")).toEqual([]);
  const known = new Set(begins.map(({ linkId }) => linkId));
  const messages = records.filter(({ kind }) => kind === "message");
  expect(messages.filter(({ linkId }) => !known.has(linkId))).toEqual([]);
  expect(damagedBytes).toBe(0);
}

/** Two processes and their peers share a few cores: only what waits for the other CSMS is slower. */
const SLOWER_MS = 250;

const told = ({ p50Ms, p99Ms }: Day) => `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`;

it("the primary's link is the same beside every other CSMS", async () => {
  const without = await dayBeside(null);
  process.stdout.write(`without a shadow: ${told(without)}\n`);
  for (const [name, behave] of Object.entries(behaviours)) {
    const beside = await dayBeside(await behave());
    process.stdout.write(`beside one that ${name}: ${told(beside)}\n`);
    expect(beside.p99Ms, name).toBeLessThan(without.p99Ms + SLOWER_MS);
  }
});
