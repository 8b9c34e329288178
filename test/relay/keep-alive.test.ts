import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { probeWhenSilent } from "../../src/relay/keep-alive.ts";
import { dialRaw, requestHead, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { type EstablishedSocket, establishedSockets } from "../support/tcp-timers.ts";
import { until } from "../support/until.ts";

async function keepAliveDueMs(of: (socket: EstablishedSocket) => boolean): Promise<number | null> {
  return (await establishedSockets()).find(of)?.keepAliveDueMs ?? null;
}

it.runIf(process.platform === "linux")("asks many ends at different times", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const due = new Set<number>();
  for (let i = 0; i < 40; i += 1) {
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
    probeWhenSilent(socket, 30_000);
    const dueMs = await keepAliveDueMs(({ local }) => local.port === socket.localPort);
    due.add(Math.round((dueMs ?? 0) / 1000));
  }
  expect(due.size).toBeGreaterThan(5);
});

it.runIf(process.platform === "linux")("asks for the other end after a silence", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  const ends = ({ local }: EstablishedSocket) => local.port === socket.localPort;
  expect(await keepAliveDueMs(ends)).toBeNull();
  probeWhenSilent(socket, 30_000);
  await until(async () => (await keepAliveDueMs(ends)) !== null, "the kernel's timer");
  expect(await keepAliveDueMs(ends)).toBeGreaterThan(13_000);
  expect(await keepAliveDueMs(ends)).toBeLessThanOrEqual(30_100);
});

it.runIf(process.platform === "linux")("asks at both legs of a link", async () => {
  const csms = await startRawCsms();
  const relay = await relayFor({ upstream: csms.url, relay: { keepAliveMs: 600_000 } });
  const station = await dialRaw(relay.port);
  station.send(requestHead("/CP-1"));
  await station.sees("\r\n\r\n");
  const { localPort } = station.socket;
  const legs = {
    station: ({ local, remote }) => local.port === relay.port && remote.port === localPort,
    csms: ({ remote }) => remote.port === csms.port,
  } satisfies Record<string, (socket: EstablishedSocket) => boolean>;
  for (const [leg, ends] of Object.entries(legs)) {
    await until(async () => (await keepAliveDueMs(ends)) !== null, `the timer of the ${leg} leg`);
    expect(await keepAliveDueMs(ends)).toBeGreaterThan(250_000);
    expect(await keepAliveDueMs(ends)).toBeLessThanOrEqual(600_100);
  }
});
