/** A relay with a Redis that fails in every way: its links must not notice. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { limits } from "../../src/base/limits.ts";
import { configSchema } from "../../src/config/schema.ts";
import { openRelayFleet } from "../../src/fleet/relay-fleet.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { openRunDir } from "../../src/observe/run-dir.ts";
import { whenOver } from "../support/lifetime.ts";
import { dialRaw, requestHead, SWITCHING, startRawCsms } from "../support/raw-peers.ts";
import { startRedis } from "../support/redis.ts";
import { relayFor } from "../support/relay.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const REFUSAL = "HTTP/1.1 409 Already Connected\r\nContent-Length: 5\r\n\r\nbusy\n";

/** What a link may take on a busy machine; a delay by Redis would be a time-out of seconds. */
const SOON_MS = 1_500;

async function relayWith(url: string | undefined) {
  const data = await tempDir();
  const config = configSchema.parse({ data, instance: "a", redis: { url } });
  const events: TapEvent[] = [];
  const fleet = await openRelayFleet(config, {
    ...{ clock: systemClock, observe: (event) => void events.push(event) },
    ...{ runDir: await openRunDir(data), metrics: { measure: () => undefined } },
  });
  const csms = await startRawCsms((head) => (head.includes("/refused") ? REFUSAL : SWITCHING));
  const { elsewhere, overrides } = fleet;
  const relay = await relayFor({ upstream: csms.url }, { elsewhere, overrides });
  fleet.serve(relay);
  whenOver(() => fleet.close());
  return { relay, csms, fleet, events };
}

type World = Awaited<ReturnType<typeof relayWith>>;

/** Bytes of any kind, both ways, on a new link: all of them, in time. */
async function expectUntouched({ relay, csms }: World, ms = SOON_MS) {
  const startedMs = performance.now();
  const station = await dialRaw(relay.port);
  station.send(requestHead("/CP-1"));
  await station.sees(SWITCHING);
  const leg = await csms.leg(csms.legs.length);
  const bytes = Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 7) % 256));
  station.send(bytes);
  await leg.sees(bytes.toString("latin1"));
  leg.send(bytes);
  await station.sees(bytes.toString("latin1"));
  expect(station.text()).toBe(SWITCHING + bytes.toString("latin1"));
  expect(performance.now() - startedMs).toBeLessThan(ms);
  return station;
}

/** The refusal is the CSMS's, byte for byte, and comes within its bound. */
async function expectRefused({ relay }: World) {
  const startedMs = performance.now();
  const station = await dialRaw(relay.port);
  station.send(requestHead("/refused"));
  await until(() => station.ended(), "the refusal is over");
  expect(station.text()).toBe(REFUSAL);
  expect(performance.now() - startedMs).toBeLessThan(2 * limits.askAnswerMs + SOON_MS);
}

describe("a Redis server", () => {
  it("that is killed, started again, and frozen for seconds touches no link", async () => {
    const server = await startRedis();
    const world = await relayWith(server.url);
    await until(() => world.fleet.health().isWell, "it is found");
    const lasting = await expectUntouched(world);
    const client = server.client();
    await until(
      async () => (await client.exists("ocpptap:at:/{station}\nCP-1")) === 1,
      "it is said",
    );
    await server.kill();
    await until(() => !world.fleet.health().isWell, "it is noticed");
    await expectUntouched(world);
    await expectRefused(world);
    await server.start();
    await until(() => world.fleet.health().isWell, "it is found again");
    server.stall();
    whenOver(server.goOn);
    await expectUntouched(world);
    await expectRefused(world);
    await until(() => !world.fleet.health().isWell, "that it is frozen is noticed");
    await expectUntouched(world);
    server.goOn();
    await until(() => world.fleet.health().isWell, "it goes on");
    await expectUntouched(world);
    expect(lasting.ended(), "superseded by the links that came after it").toBe(true);
    expect(world.events.filter(({ name }) => name === "bug")).toEqual([]);
  }, 60_000);
});

describe("what is no Redis server", () => {
  let sockets: Socket[] = [];
  beforeEach(() => {
    sockets = [];
  });
  async function pretend(answer: (socket: Socket) => void): Promise<string> {
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      socket.on("data", () => answer(socket));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    whenOver(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const pretenders: readonly (readonly [how: string, answer: (socket: Socket) => void])[] = [
    ["never answers", () => undefined],
    ["answers nonsense", (socket: Socket) => void socket.write("\u0000\u0001HTTP/1.1 400\r\n\r\n")],
    ["answers OK to everything", (socket: Socket) => void socket.write("+OK\r\n+OK\r\n+OK\r\n")],
    [
      "answers with endless lists",
      (socket: Socket) => void socket.write("*1000000\r\n$3\r\nabc\r\n"),
    ],
    ["hangs up", (socket: Socket) => void socket.resetAndDestroy()],
  ];

  it.each(pretenders)("and %s: links are as if it were not there", async (_how, answer) => {
    const world = await relayWith(await pretend(answer));
    await until(() => sockets.length > 0, "it is tried");
    await expectUntouched(world);
    await expectRefused(world);
    expect(world.fleet.health().isWell).toBe(false);
    expect(world.relay.stats().links).toBe(1);
    expect(world.events.filter(({ name }) => name === "bug")).toEqual([]);
  });
});

it("without redis.url the machine's processes are on one board, and overrides are on its disk", async () => {
  const world = await relayWith(undefined);
  await until(() => world.fleet.health().isWell, "it is found");
  expect(world.fleet.health().detail).toContain("on this machine");
  await expectUntouched(world);
});
