import { expect, it, onTestFinished } from "vitest";
import type { TapEvent } from "../../src/observe/events.ts";
import { openServiceManager } from "../../src/supervise/service-manager.ts";
import { listenAsManager } from "../support/notified.ts";
import { until } from "../support/until.ts";

async function fixture(env: object = {}) {
  const manager = await listenAsManager();
  const events: TapEvent[] = [];
  const state = { isAlive: true, status: "starting" };
  const telling = await openServiceManager(
    { NOTIFY_SOCKET: manager.path, ...env },
    {
      observe: (event) => void events.push(event),
      isAlive: () => state.isAlive,
      status: () => state.status,
    },
  );
  onTestFinished(telling.close);
  const lines = () => manager.told.flatMap((each) => each.lines);
  const fed = () => lines().filter((line) => line === "WATCHDOG=1").length;
  return { ...manager, events, state, telling, lines, fed };
}

it("tells how it is from the start to the end", async () => {
  const { telling, told, state, lines, events } = await fixture();
  telling.reloading();
  state.status = "every role has been ready";
  telling.ready();
  const before = process.hrtime.bigint() / 1000n;
  telling.reloading();
  state.status = "changed\nbut needs a restart: data";
  telling.reloaded();
  telling.stopping();
  telling.reloaded();
  await until(() => lines().includes("STOPPING=1"), "the end");
  const [stamp] = lines().filter((line) => line.startsWith("MONOTONIC_USEC="));
  expect(BigInt(stamp?.split("=")[1] ?? 0)).toBeGreaterThanOrEqual(before);
  expect(told.map((each) => each.lines.filter((line) => line !== stamp))).toEqual([
    ["STATUS=starting"],
    ["READY=1", "STATUS=every role has been ready"],
    ["RELOADING=1"],
    ["READY=1", expect.stringMatching(/^STATUS=changed.+but needs a restart: data$/)],
    ["STOPPING=1", expect.stringMatching(/^STATUS=/)],
  ]);
  expect(events).toEqual([]);
});

it("shows what has changed by itself", async () => {
  const { state, lines } = await fixture({ WATCHDOG_USEC: "400000" });
  state.status = "recorder was started again once";
  await until(() => lines().includes("STATUS=recorder was started again once"), "it is shown");
});

it("feeds the watchdog at half of its time while it is alive, and not while it is not", async () => {
  const { state, told, fed } = await fixture({
    ...{ WATCHDOG_USEC: "400000", WATCHDOG_PID: String(process.pid) },
  });
  await until(() => fed() >= 4, "it is fed");
  const at = told.filter(({ lines }) => lines.includes("WATCHDOG=1")).map(({ atUs }) => atUs);
  const spanUs = Number((at[3] ?? 0n) - (at[0] ?? 0n));
  expect(spanUs / 3).toBeGreaterThan(150_000);
  state.isAlive = false;
  state.status = "the relay hangs";
  await until(() => told.at(-1)?.lines[0] === "STATUS=the relay hangs", "it is told");
  const hungry = fed();
  state.status = "the relay still hangs";
  await until(() => told.at(-1)?.lines[0] === "STATUS=the relay still hangs", "time passes");
  expect(fed()).toBe(hungry);
  state.isAlive = true;
  await until(() => fed() > hungry, "it is fed again");
});

it("leaves another process's watchdog alone", async () => {
  const { state, fed, lines } = await fixture({ WATCHDOG_USEC: "80000", WATCHDOG_PID: "1" });
  state.status = "later";
  await until(() => lines().includes("STATUS=later"), "time passes", 10_000);
  expect(fed()).toBe(0);
});

it("says once that nobody listens, and goes on", async () => {
  const events: TapEvent[] = [];
  const deps = { observe: (event: TapEvent) => void events.push(event) };
  const own = { isAlive: () => true, status: () => "" };
  const telling = await openServiceManager({ NOTIFY_SOCKET: "/no/such" }, { ...deps, ...own });
  telling.ready();
  telling.stopping();
  telling.close();
  const none = await openServiceManager({ NOTIFY_SOCKET: "vsock:1:2" }, { ...deps, ...own });
  none.ready();
  expect(events.map(({ name }) => name)).toEqual(["serviceManagerDeaf", "serviceManagerDeaf"]);
});
