import { createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { startSimulatedStation } from "../../src/simulate/station.ts";
import { testCsms, testStation } from "./peers.ts";

async function openPair() {
  const csms = await testCsms();
  const station = testStation(csms.url, { isBooting: false });
  await Promise.all([station.event("opened"), csms.event("stationOpened")]);
  return { csms, station };
}

it("ends without a Close frame when it is dropped, by FIN and by reset", async () => {
  for (const how of ["fin", "reset"] as const) {
    const { csms, station } = await openPair();
    station.drop(how);
    expect(await csms.event("stationClosed")).toMatchObject({ code: 1006 });
    expect(await station.event("legClosed")).toMatchObject({ code: 1006 });
  }
});

it("is dropped by the CSMS all the same", async () => {
  const { csms, station } = await openPair();
  csms.dropStation("CP-1");
  expect(await station.event("legClosed")).toMatchObject({ code: 1006 });
});

it("closes with the code and reason that were asked for", async () => {
  const { csms, station } = await openPair();
  station.misbehave({ fault: "close", code: 4321, reason: "because" });
  expect(await csms.event("stationClosed")).toMatchObject({ code: 4321, reason: "because" });
});

it("falls silent without ending when it is half-open", async () => {
  const { csms, station } = await openPair();
  station.misbehave({ fault: "half-open" });
  expect(station.raw("[]")).toBe(false);
  expect(await station.call("Heartbeat", {})).toEqual({ type: "linkClosed" });
  const before = station.traffic.total();
  csms.raw("CP-1", '[2,"1","Reset",{}]');
  await new Promise((resolve) => setImmediate(resolve));
  expect(station.traffic.total()).toBe(before);
  expect(csms.stations()).toHaveLength(1);
});

it("puts any bytes into the stream: the CSMS calls an unmasked frame illegal", async () => {
  const { csms, station } = await openPair();
  station.misbehave({ fault: "bytes", hex: "81025b5d" });
  expect(await csms.event("stationClosed")).toMatchObject({ code: 1006 });
  expect(await station.event("legClosed")).toMatchObject({ code: 1002 });
});

it("really resets: the other side's socket sees ECONNRESET", async () => {
  let problem: Promise<string> | null = null;
  const server = createServer((socket) => {
    problem = new Promise((resolve) => {
      socket.on("error", (thrown) => resolve("code" in thrown ? String(thrown.code) : ""));
    });
    socket.once("data", (head) => {
      const key = /Sec-WebSocket-Key: (.+)\r\n/i.exec(String(head))?.[1] ?? "";
      void acceptKey(key).then((accept) => {
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
            `Sec-WebSocket-Protocol: ocpp1.6\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        );
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const station = startSimulatedStation({
    url: `ws://127.0.0.1:${port}`,
    id: "CP-1",
    version: "1.6",
    reconnect: null,
    isBooting: false,
  });
  onTestFinished(() => station.close());
  await station.event("opened");
  station.drop("reset");
  expect(await problem).toBe("ECONNRESET");
});

async function acceptKey(key: string): Promise<string> {
  const { createHash } = await import("node:crypto");
  return createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
}

it("compresses where both sides agreed, and pings carry their data", async () => {
  const csms = await testCsms({ perMessageDeflate: true });
  const station = testStation(csms.url, { isBooting: false, perMessageDeflate: true });
  await Promise.all([station.event("opened"), csms.event("stationOpened")]);
  const answer = await station.call("DataTransfer", { vendorId: "v", data: "x".repeat(20_000) });
  expect(answer).toEqual({ type: "result", payload: { status: "Accepted" } });
  station.ping("are you there");
  expect(await station.event("pong")).toEqual({ name: "pong", data: "are you there" });
});
