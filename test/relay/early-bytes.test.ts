import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
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
  expect(early.gone.aborted).toBe(false);
  station.destroy();
  await until(() => early.gone.aborted, "it is told");
  expect(keepEarlyBytes(station, Buffer.alloc(0), 5).gone.aborted).toBe(true);
});
