import { expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { drainLinks } from "../../src/relay/drain.ts";
import { createLinks, type Link, type Links, NO_TRAFFIC } from "../../src/relay/links.ts";
import { until } from "../support/until.ts";

const waiting = new AbortController().signal;

type Closed = { readonly name: string; readonly how: string; readonly atMs: number };

function world() {
  const links = createLinks();
  const closed: Closed[] = [];
  const events: TapEvent[] = [];
  const beganMs = performance.now();
  const add = (name: string, isAtBoundary = () => true) => {
    const link: Link = {
      ...{ id: newLinkId(), stationId: parseStationId(name), key: name },
      ...{ remoteAddress: "127.0.0.1", authorizationDigest: null, isAtBoundary },
      stationHeardAtUs: () => 0,
      traffic: () => NO_TRAFFIC,
      async close(how) {
        closed.push({ name, how, atMs: performance.now() - beganMs });
        links.remove(link);
      },
    };
    links.add(link);
  };
  const drain = (ms: number, moments: number[] = [], signal: AbortSignal = waiting) =>
    drainLinks(ms, { ...depsOf(links, events), random: () => moments.shift() ?? 0 }, signal);
  return { add, closed, events, drain };
}

const depsOf = (links: Links, events: TapEvent[]) => ({
  ...{ links, sockets: () => 0, observe: (event: TapEvent) => void events.push(event) },
});

it("closes links one by one, each at its moment of the second half", async () => {
  const { add, closed, drain, events } = world();
  for (const name of ["late", "early", "middle"]) add(name);
  await drain(400, [0.9, 0.1, 0.5]);
  expect(closed.map(({ name }) => name)).toEqual(["early", "middle", "late"]);
  expect(closed.every(({ how }) => how === "shutdown")).toBe(true);
  expect(closed[0]?.atMs).toBeGreaterThanOrEqual(200);
  expect(events[0]).toEqual({ name: "draining", links: 3, drainMs: 400 });
  expect(events.at(-1)).toMatchObject({ name: "drained", links: 3, cut: 0, left: 0 });
});

it("closes all at once where no time is given, and waits for nothing where nothing is open", async () => {
  const { add, closed, drain } = world();
  for (const name of ["one", "two"]) add(name);
  await drain(0, [0.9, 0.1]);
  expect(closed.map(({ name }) => name)).toEqual(["one", "two"]);
  await drain(3_600_000);
});

it("waits for the end of a message, and not for ever", async () => {
  const { add, closed, drain, events } = world();
  let looks = 0;
  add("soon", () => {
    looks += 1;
    return looks > 3;
  });
  add("never", () => false);
  await drain(0);
  expect(closed.map(({ name }) => name)).toEqual(["soon", "never"]);
  expect(closed[1]?.atMs).toBeGreaterThanOrEqual(limits.boundaryMsMax);
  expect(events.at(-1)).toMatchObject({ name: "drained", cut: 1 });
});

it("what opens meanwhile goes as well", async () => {
  const { add, closed, drain } = world();
  add("first");
  const drained = drain(300, [0, 0.5]);
  add("second");
  await drained;
  expect(closed.map(({ name }) => name)).toEqual(["first", "second"]);
});

it("ends with the signal, and leaves what is open as it is", async () => {
  const { add, closed, drain, events } = world();
  const hurry = new AbortController();
  add("one");
  const drained = drain(3_600_000, [0], hurry.signal);
  await until(() => events.length > 0, "it begins");
  hurry.abort();
  await drained;
  expect(closed).toEqual([]);
  expect(events.at(-1)).toMatchObject({ name: "drained", left: 1 });
});
