/**
 * A store that is absent, slow, refuses, answers by half or is out of memory: a stand-in in front
 * of the real engine. Links notice nothing; the record is complete once the store is well again.
 */
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startTestEngine, type TestEngine } from "../../support/engine.ts";
import { type Stage, startStage } from "../../support/fault-stage.ts";
import { endAfterAll, keptForAll, whenOver } from "../../support/lifetime.ts";
import {
  type Misbehaviour,
  type StoreStandIn,
  startStoreStandIn,
} from "../../support/store-stand-in.ts";
import { until } from "../../support/until.ts";

const STATIONS = { stations: 5 } as const;
/** Meetings of an insert with a fault: the second one is a retry. */
const MEETINGS = 2;

function urlBehind({ endpoint }: TestEngine, port: number): string {
  const { user, password, database } = endpoint.recorder;
  return `http://${user}:${password}@127.0.0.1:${port}/${database}`;
}

describe("behind a stand-in", () => {
  let stage: Stage;
  let standIn: StoreStandIn;

  endAfterAll();
  beforeAll(() =>
    keptForAll(async () => {
      const engine = await startTestEngine();
      whenOver(engine.close);
      standIn = await startStoreStandIn(() => engine.endpoint.recorder.url);
      stage = await startStage({ storeUrl: urlBehind(engine, standIn.port), store: engine.reader });
    }),
  );

  it.each<[Misbehaviour, string]>([
    ["slow", "store that answers half a second late"],
    ["refuses", "store that resets connections"],
    ["gateway", "gateway in front of a store that is down"],
    ["half-answers", "store that stores, and answers by half"],
    ["out-of-memory", "store without memory"],
  ])("%s: links go on, and everything is recorded once", async (behaviour, fault) => {
    const load = await stage.load(fault, { ...STATIONS, prefix: behaviour.toUpperCase() });
    await load.pass(100);
    const before = stage.told("batchRetried");
    standIn.behaviour = behaviour;
    if (behaviour === "slow") {
      await until(() => (standIn.met.get("slow") ?? 0) >= MEETINGS, "slow inserts");
    } else {
      await until(() => stage.told("batchRetried") >= before + MEETINGS, "inserts are tried again");
    }
    await load.pass(300);
    standIn.behaviour = "none";
    await load.pass(100);
    // An answer that waits for the store would show here.
    expect(load.worstMs()).toBeLessThan(1_000);
    await load.settle();
  });
});

it("a store that is absent at the start gets everything once it is there", async () => {
  const engine = await startTestEngine();
  onTestFinished(() => engine.close());
  const storeUrl = urlBehind(engine, Number(new URL(engine.endpoint.recorder.url).port));
  await engine.kill();
  const stage = await startStage({ storeUrl, store: engine.reader, roles: ["relay", "console"] });
  const load = await stage.load("store absent at the start", { stations: 3 });
  await load.pass(300);
  const readiness = await fetch(`${stage.served.consoleUrl}/readyz`);
  expect(readiness.status).toBe(503);
  await engine.restart();
  await load.pass(100);
  await load.settle();
});
