import { expect, it } from "vitest";
import { createDeliveries } from "../../src/alerts/deliveries.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { until } from "../support/until.ts";
import { startHook } from "./receiver.ts";
import { alert, NOON_US, notice } from "./samples.ts";

function deliveriesTo(
  urls: readonly string[],
  before: Parameters<typeof createDeliveries>[1] = [],
) {
  const told: TapEvent[] = [];
  let nowUs = NOON_US;
  const to = urls.map((url) => ({ webhook: { url } }));
  const deliveries = createDeliveries([alert({ to })], before, {
    clock: { nowUs: () => nowUs },
    observe: (event) => void told.push(event),
    onChange: () => undefined,
  });
  const pass = (ms: number) => {
    nowUs += ms * 1000;
  };
  return { deliveries, told, pass };
}

it("tries again what was not taken, under the same id, beside others that take theirs", async () => {
  let isWell = false;
  const good = await startHook();
  const bad = await startHook((response) => response.writeHead(isWell ? 200 : 500).end());
  const { deliveries, told, pass } = deliveriesTo([good.url, bad.url]);
  deliveries.add(notice());
  deliveries.start();
  await until(() => told.length === 2, "both were tried");
  expect(deliveries.state()).toMatchObject({ sent: 1, waiting: 1, lastSentUs: NOON_US });
  expect([...deliveries.state().problems]).toEqual([["faults/1/webhook", "it answered 500"]]);
  deliveries.start();
  expect(bad.received).toHaveLength(1);
  isWell = true;
  pass(5_000);
  deliveries.start();
  await until(() => deliveries.state().sent === 2, "it was taken");
  const ids = bad.received.map(({ headers }) => headers["idempotency-key"]);
  expect(ids).toEqual([notice().id, notice().id]);
  expect(deliveries.state()).toMatchObject({ waiting: 0, problems: new Map() });
  expect(told.map(({ name }) => name).toSorted()).toEqual([
    "alertDelayed",
    "alertSent",
    "alertSent",
  ]);
});

it("gives up what is refused again and again, and says so", async () => {
  const hook = await startHook((response) => response.writeHead(400).end());
  const { deliveries, told, pass } = deliveriesTo([hook.url]);
  deliveries.add(notice());
  for (let tries = 1; tries <= 5; tries += 1) {
    deliveries.start();
    await until(() => told.length === tries, `try ${tries} has been told`);
    pass(600_000);
  }
  expect(told.at(-1)).toMatchObject({ name: "alertGivenUp", alert: "faults", kind: "webhook" });
  expect(deliveries.snapshot()).toEqual([]);
});

it("does not wait for a receiver that never answers, and keeps its message", async () => {
  const hook = await startHook(() => undefined);
  const { deliveries } = deliveriesTo([hook.url]);
  deliveries.add(notice());
  deliveries.start();
  await until(() => hook.received.length === 1, "it has been asked");
  await deliveries.close();
  const waiting = deliveries.snapshot();
  expect(waiting).toHaveLength(1);
  const well = await startHook();
  const next = deliveriesTo([well.url], waiting);
  expect(next.deliveries.forgetOlder(NOON_US)).toBe(false);
  next.deliveries.start();
  await until(() => well.received.length === 1, "the next run sends it");
});
