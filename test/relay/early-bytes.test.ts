import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { keepEarlyBytes } from "../../src/relay/early-bytes.ts";
import { until } from "../support/until.ts";

const socketLike = () => new PassThrough() as unknown as Socket;

it("keeps what came with the head and after it, in order, up to its bound", async () => {
  const station = socketLike();
  const early = keepEarlyBytes(station, Buffer.from("ab"), 5);
  station.write("c");
  station.write("de");
  await until(() => station.isPaused(), "the bound is reached");
  station.write("later");
  const chunks = early.take();
  expect(Buffer.concat([...chunks]).toString()).toBe("abcde");
  expect(station.listenerCount("data")).toBe(0);
  expect(String(station.read())).toBe("later");
});

it("tells that the station has gone, also when it had before", async () => {
  const station = socketLike();
  const early = keepEarlyBytes(station, Buffer.alloc(0), 5);
  let told = 0;
  early.gone.listen(() => {
    told += 1;
  });
  expect(early.gone.is()).toBe(false);
  station.destroy();
  await until(() => early.gone.is(), "it has gone");
  expect(told).toBe(1);
  expect(keepEarlyBytes(station, Buffer.alloc(0), 5).gone.is()).toBe(true);
});

it("does not keep a great number of small chunks", async () => {
  const station = socketLike();
  const early = keepEarlyBytes(station, Buffer.alloc(0), Number.MAX_SAFE_INTEGER);
  for (let sent = 0; sent < 2 * limits.waitingChunksMax; sent += 1) station.write("x");
  await until(() => station.isPaused(), "the bound is reached");
  expect(early.take()).toHaveLength(limits.waitingChunksMax);
});
