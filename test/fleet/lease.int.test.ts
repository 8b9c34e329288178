import { expect, it } from "vitest";
import { openLease } from "../../src/fleet/lease.ts";
import { redisConfig, startRedis } from "../support/redis.ts";
import { until } from "../support/until.ts";

const LASTS_MS = 600;

it("is everyone's without Redis", async () => {
  const { url: _, ...redis } = redisConfig("redis://127.0.0.1:1/0");
  const lease = await openLease({ redis }, "alerts");
  expect(lease.isHeld()).toBe(true);
  await lease.close();
});

it("is held by one, given back, and taken over; a Redis that is down leaves it as it is", async () => {
  const server = await startRedis();
  const redis = redisConfig(server.url);
  const first = await openLease({ redis }, "alerts", LASTS_MS);
  await until(first.isHeld, "the first has it");
  const second = await openLease({ redis }, "alerts", LASTS_MS);
  const other = await openLease({ redis }, "else", LASTS_MS);
  await until(other.isHeld, "another name is another lease");
  expect(second.isHeld()).toBe(false);
  await first.close();
  await until(second.isHeld, "the second takes over");
  await server.kill();
  const endMs = performance.now() + 2 * LASTS_MS;
  await until(() => performance.now() > endMs, "the lease would be over");
  expect(second.isHeld()).toBe(true);
  await Promise.all([second.close(), other.close()]);
});
