import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { type HeadOutcome, readHead } from "../../src/relay/head-reader.ts";
import { until } from "../support/until.ts";

/** Two ends of a loopback connection, the first one reading a head. */
async function reading(ms = 10_000) {
  const outcomes: HeadOutcome[] = [];
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    readHead(socket, { bytesMax: 64, ms }, (outcome) => outcomes.push(outcome));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const peer = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1" });
  peer.on("error", () => undefined);
  onTestFinished(() => {
    for (const socket of [peer, ...sockets]) socket.destroy();
    server.close();
  });
  const outcome = async () => {
    await until(() => outcomes.length > 0, "an outcome");
    return outcomes[0];
  };
  return { peer, outcome, outcomes, sockets };
}

it("gives the head and what came with it, and stops listening", async () => {
  const { peer, outcome, sockets } = await reading();
  peer.write("GET /a HTTP/1.1\r\n\r\nrest");
  const got = await outcome();
  expect(got).toMatchObject({ kind: "head", head: { target: "/a" } });
  expect(got?.kind === "head" && String(got.rest)).toBe("rest");
  expect(sockets[0]?.listenerCount("data")).toBe(0);
});

it.each([
  ["\x16\x03\x01", { kind: "tls" }],
  ["nonsense\r\n\r\n", { kind: "invalid", status: 400, firstLine: "nonsense" }],
  ["x".repeat(65), { kind: "invalid", status: 431 }],
] as const)("%j", async (bytes, expected) => {
  const { peer, outcome } = await reading();
  peer.write(bytes);
  expect(await outcome()).toMatchObject(expected);
});

it("tells a time-out with bytes from one without", async () => {
  const partial = await reading(100);
  partial.peer.write("GET");
  expect(await partial.outcome()).toMatchObject({ kind: "invalid", status: 408, firstLine: "GET" });
  expect(await (await reading(20)).outcome()).toEqual({ kind: "silent" });
});

it("tells an end with bytes from one without", async () => {
  const partial = await reading();
  partial.peer.end("GET");
  expect(await partial.outcome()).toMatchObject({ kind: "invalid", status: 400 });
  const silent = await reading();
  silent.peer.end();
  expect(await silent.outcome()).toEqual({ kind: "silent" });
  const gone = await reading();
  gone.peer.write("GET");
  await until(() => gone.sockets[0]?.bytesRead === 3, "three bytes are read");
  gone.peer.resetAndDestroy();
  expect(await gone.outcome()).toEqual({ kind: "gone" });
});
