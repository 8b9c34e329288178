/**
 * A CSMS that accepts and says nothing, one that resets in the middle of a frame, one that floods,
 * and a station that never reads: behind one relay, beside a fleet that must not notice.
 */
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { linksOf } from "../../support/api.ts";
import { type BytesCsms, startBytesCsms, switchingFor, writeOn } from "../../support/bytes-csms.ts";
import { type Stage, startStage } from "../../support/fault-stage.ts";
import { encodeFrame } from "../../support/frames.ts";
import { endAfterAll, keptForAll, whenOver } from "../../support/lifetime.ts";
import { startPlainCsms } from "../../support/peers.ts";
import { requestHead } from "../../support/raw-peers.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { until } from "../../support/until.ts";

const DIAL_MS = 1_500;
const STATIONS = { stations: 5 } as const;
/** Of a flood: 100 MB, of which a relay may hold next to nothing. */
const FLOOD = 100_000;
const FLOOD_TEXT = 1_000;

let stage: Stage;
let silent: BytesCsms;
let resetting: BytesCsms;
let flooding: BytesCsms;

endAfterAll();
beforeAll(() =>
  keptForAll(async () => {
    const csms = await startPlainCsms();
    silent = await startBytesCsms(() => undefined);
    resetting = await startBytesCsms((socket, head) => {
      socket.write(switchingFor(head));
      const frame = encodeFrame(Buffer.alloc(60_000, "x"));
      socket.write(encodeFrame('[2,"1","Reset",{"type":"Soft"}]'));
      socket.write(frame.subarray(0, 30_000), () => setTimeout(() => socket.resetAndDestroy(), 50));
    });
    flooding = await startBytesCsms((socket, head) => {
      socket.write(switchingFor(head));
      void flood(socket, FLOOD);
    });
    const data = await tempDir();
    const config = join(data, "ocpptap.json");
    const routes = [
      { match: "/plain/{station}", upstream: csms.url },
      ...Object.entries({ silent, resetting, flooding }).map(([name, { url }]) => ({
        ...{ match: `/${name}/{station}`, upstream: url },
      })),
    ];
    await writeFile(config, JSON.stringify({ routes, relay: { dialMs: DIAL_MS } }));
    stage = await startStage({ csms, data, path: "/plain", args: ["--config", config] });
  }),
);

/** Numbered calls, as fast as they are taken. */
async function flood(socket: Socket, count: number): Promise<void> {
  const padding = "x".repeat(FLOOD_TEXT - 60);
  for (let index = 0; index < count && !socket.destroyed; index += 1) {
    const text = `[2,"${index}","DataTransfer",{"vendorId":"${padding}"}]`;
    await writeOn(socket, encodeFrame(text));
  }
}

function dial(path: string): WebSocket {
  const station = new WebSocket(`${stage.served.stationUrl}/${path}`);
  whenOver(() => station.terminate());
  station.on("error", () => undefined);
  return station;
}

/** What the record has of a station, and what gaps of it count. */
async function recordOf(station: string) {
  const [messages] = await stage.store.query<{ rows: string; places: string }>(
    "SELECT count() AS rows, uniqExact(link_id, seq) AS places FROM messages WHERE station_id = {station:String}",
    { station },
  );
  const [gaps] = await stage.store.query<{ messages: string }>(
    "SELECT sum(messages) AS messages FROM gaps WHERE station_id = {station:String}",
    { station },
  );
  const [rows, places] = [Number(messages?.rows), Number(messages?.places)];
  expect(rows, "each once").toBe(places);
  return { rows, gapped: Number(gaps?.messages) };
}

it("a CSMS that accepts and says nothing: its station is told, others are served", async () => {
  const load = await stage.load("CSMS accepts and says nothing", { ...STATIONS, prefix: "SILENT" });
  const station = dial("silent/CP-1");
  const [problem] = (await once(station, "error")) as [Error];
  expect(problem.message).toContain("504");
  await until(() => silent.sockets.every(({ destroyed }) => destroyed), "its leg is closed");
  await load.pass(100);
  await load.settle();
});

it("a CSMS that resets in the middle of a frame: half a message is no message", async () => {
  const load = await stage.load("CSMS resets in the middle of a frame", {
    ...STATIONS,
    prefix: "RESET",
  });
  const station = dial("resetting/CP-2");
  const received: string[] = [];
  station.on("message", (payload) => received.push(String(payload)));
  await once(station, "close");
  expect(received).toHaveLength(1);
  await until(
    async () => (await linksOf(stage.served.consoleUrl, "CP-2"))[0]?.state === "closed",
    "its end is recorded",
  );
  expect((await linksOf(stage.served.consoleUrl, "CP-2"))[0]).toMatchObject({
    ...{ closedBy: "csms", closedHow: "reset", messages: { station: 0, csms: 1 } },
  });
  // Messages come into the store after what is said of their link.
  await until(async () => (await recordOf("CP-2")).rows > 0, "its message is recorded");
  expect(await recordOf("CP-2")).toEqual({ rows: 1, gapped: 0 });
  await load.pass(100);
  await load.settle();
});

it("a CSMS that floods: every message arrives, and is recorded or counted", async () => {
  const load = await stage.load(`CSMS floods: ${FLOOD} messages of 1 kB`, {
    ...STATIONS,
    prefix: "FLOOD",
  });
  const station = dial("flooding/CP-3");
  let arrived = 0;
  station.on("message", () => {
    arrived += 1;
  });
  await until(() => arrived === FLOOD, "the flood has arrived", 60_000);
  await load.pass(100);
  expect(load.worstMs()).toBeLessThan(2_000);
  await until(
    async () => {
      const { rows, gapped } = await recordOf("CP-3");
      return rows + gapped >= FLOOD;
    },
    "the flood is recorded or counted",
    60_000,
    250,
  );
  const { rows, gapped } = await recordOf("CP-3");
  expect(rows + gapped).toBe(FLOOD);
  await load.settle();
});

it("a station that never reads: its CSMS waits, and nobody else", async () => {
  const load = await stage.load("station never reads", { ...STATIONS, prefix: "DEAF" });
  const { hostname, port } = new URL(stage.served.stationUrl);
  const station = connect(Number(port), hostname);
  whenOver(() => void station.destroy());
  station.on("error", () => undefined);
  const before = flooding.sockets.length;
  station.write(requestHead("/flooding/CP-4"));
  station.pause();
  await until(() => flooding.sockets.length > before, "its CSMS was asked");
  const leg = flooding.sockets[before] as Socket;
  let sentBytes = -1;
  await until(
    () => {
      const isStuck = leg.writableLength > 0 && leg.bytesWritten === sentBytes;
      sentBytes = leg.bytesWritten;
      return isStuck;
    },
    "its CSMS cannot send more",
    30_000,
    500,
  );
  expect(sentBytes).toBeLessThan(FLOOD * FLOOD_TEXT);
  await load.pass(300);
  expect(load.worstMs()).toBeLessThan(2_000);
  station.destroy();
  await until(() => leg.destroyed, "its leg is closed");
  await load.settle();
});
