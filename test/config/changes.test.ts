import { expect, it } from "vitest";
import { patched, planOf } from "../../src/config/changes.ts";
import { relations } from "../../src/config/relations.ts";
import { configSchema } from "../../src/config/schema.ts";

const read = (config: object) => configSchema.parse(config);
const route = (upstream: string) => ({ match: "/ocpp/{station}", upstream });

it("nothing has changed", () => {
  const config = read({ routes: [route("ws://a")] });
  const plan = { now: [], waiting: [], told: [], again: [] };
  expect(planOf(config, structuredClone(config))).toEqual(plan);
});

it("names each key that differs, and who takes it over", () => {
  const plan = planOf(
    read({ routes: [route("ws://a")], data: "/a", log: { level: "info" } }),
    read({
      routes: [route("ws://b")],
      data: "/b",
      log: { level: "debug" },
      exchange: { timeoutMs: 5_000 },
    }),
  );
  expect(plan.now.map(({ path }) => path)).toEqual([
    "routes[0].upstream",
    "exchange.timeoutMs",
    "log.level",
  ]);
  expect(plan.waiting).toEqual(["data"]);
  expect(plan.again).toEqual(["recorder"]);
  // The recorder has the log's level once it is started again.
  expect(plan.told).toEqual(["relay", "console", "shadow", "alerts"]);
});

it("a list that is longer or shorter has changed as a whole", () => {
  const one = read({ listen: [{ address: "1" }], routes: [route("ws://a")] });
  const two = read({ listen: [{ address: "1" }, { address: "2" }], routes: [] });
  const plan = planOf(one, two);
  expect(plan.now.map(({ path }) => path)).toEqual(["routes"]);
  expect(plan.waiting).toEqual(["listen"]);
});

it("what is no longer there is gone", () => {
  const tls = { certificate: "/c", key: "/k", clientCa: "/a" };
  const before = read({ listen: [{ address: "1", tls }], upstream: "ws://a" });
  const after = read({
    listen: [{ address: "1", tls: { ...tls, clientCa: undefined } }],
    routes: [route("ws://b")],
  });
  const { now, waiting } = planOf(before, after);
  expect(waiting).toEqual([]);
  expect(patched(before, now)).toEqual(after);
});

it("ports that were chosen freely stay", () => {
  const asWritten = read({ listen: [{ address: "0" }], upstream: "ws://a" });
  const settled = read({ listen: [{ address: "47011" }], upstream: "ws://a" });
  const { now } = planOf(asWritten, read({ listen: [{ address: "0", healthPath: "/x" }] }));
  expect(patched(settled, now)).toMatchObject({
    listen: [{ address: { port: 47_011 }, healthPath: "/x" }],
  });
});

it("what would break a relation with a key that must wait, waits with it", () => {
  const running = read({});
  const MiB = 1024 * 1024;
  const wanted = read({
    spool: { segmentBytesMax: 32 * MiB, bytesMax: 256 * MiB, bufferBytesMax: 64 * MiB },
    record: { messageBytesMax: 16 * MiB },
  });
  const small = read({ spool: { segmentBytesMax: 12 * MiB } });
  expect(relations.every(({ problem }) => problem(wanted) === null)).toBe(true);
  const plan = planOf({ ...running, spool: small.spool }, wanted);
  expect(plan.now).toEqual([]);
  expect(plan.waiting).toContain("record.messageBytesMax");
  expect(plan.waiting).toContain("spool.segmentBytesMax");
});
