/**
 * SIGSTOP of each process, and a store that swallows what it is sent: nothing ends by itself, so
 * somebody must lose patience (docs/decisions/0026). They all hang at the same time, because the
 * patience is half a minute.
 */
import { beforeAll, expect, it } from "vitest";
import type { ReadyAnswer } from "../../../src/console/contract.ts";
import { getJson } from "../../support/api.ts";
import { startTestEngine } from "../../support/engine.ts";
import {
  everyRole,
  isRunning,
  type Load,
  type Stage,
  startMixedStage,
  startStage,
} from "../../support/fault-stage.ts";
import { endAfterAll, keptForAll, whenOver } from "../../support/lifetime.ts";
import { type StoreStandIn, startStoreStandIn } from "../../support/store-stand-in.ts";
import { boot, password } from "../../support/translated-day.ts";
import { strictStation } from "../../support/translated-peers.ts";
import { until } from "../../support/until.ts";

/** Thirty seconds, as seen from a busy machine. */
const PATIENCE_MS = 90_000;
/** Calls need not be many; they must go on. */
const CALM = { stations: 5, pauseMs: 20 } as const;
const HUNG = ["recorder", "store", "console"] as const;

type Hanging = {
  readonly stage: Stage;
  readonly load: Load;
  readonly pids: readonly number[];
  /** Calls that had been answered when it began. */
  readonly answered: number;
};

let looking: Hanging;
let charging: Hanging;
let swallowing: Hanging & { readonly standIn: StoreStandIn };

/** Inserts that were passed on. */
const inserts = ({ met }: StoreStandIn) => met.get("none") ?? 0;

endAfterAll();
beforeAll(() =>
  keptForAll(async () => {
    [charging, looking, swallowing] = await Promise.all([
      hangCharging(),
      hangLooking(),
      hangStore(),
    ]);
  }),
);

async function hangLooking(): Promise<Hanging> {
  const stage = await startStage({ roles: everyRole });
  const load = await stage.load("recorder, store and console stopped (SIGSTOP)", CALM);
  await load.pass(100);
  const pids = HUNG.map(stage.pidOf);
  for (const role of HUNG) stage.kill(role, "SIGSTOP");
  return { stage, load, pids, answered: load.answered() };
}

/** First the state process and the supervisor, which is stopped for longer than its pulse. */
async function hangCharging(): Promise<Hanging> {
  const { stage } = await startMixedStage();
  const load = await stage.load("state process, supervisor, then relay stopped", {
    ...CALM,
    redials: true,
  });
  const station = strictStation(`${stage.served.stationUrl}/translated`, { password });
  await station.connect();
  await station.call("BootNotification", boot);
  const state = stage.pidOf("state");
  const others = ["relay", ...HUNG].map(stage.pidOf);
  stage.kill("supervisor", "SIGSTOP");
  stage.kill("state", "SIGSTOP");
  const started = await station.call("StartTransaction", {
    ...{ connectorId: 1, idTag: "TAG1", meterStart: 100, timestamp: new Date().toISOString() },
  });
  stage.kill("supervisor", "SIGCONT");
  expect(started["transactionId"], "kept by a state process").toBeGreaterThan(0);
  expect(stage.pidOf("state"), "by a new one").not.toBe(state);
  expect(isRunning(state)).toBe(false);
  await load.pass(200);
  expect(others.every(isRunning), "whoever was stopped itself blames nobody").toBe(true);
  expect(load.lost()).toBe(0);
  await station.close({ force: true });
  const pids = [stage.pidOf("relay")];
  stage.kill("relay", "SIGSTOP");
  return { stage, load, pids, answered: load.answered() };
}

async function hangStore(): Promise<typeof swallowing> {
  const engine = await startTestEngine();
  whenOver(engine.close);
  const standIn = await startStoreStandIn(() => engine.endpoint.recorder.url);
  const { user, password: secret, database } = engine.endpoint.recorder;
  const url = `http://${user}:${secret}@127.0.0.1:${standIn.port}/${database}`;
  const stage = await startStage({ storeUrl: url, store: engine.reader });
  const load = await stage.load("store that swallows an insert", CALM);
  await load.pass(100);
  standIn.behaviour = "swallows";
  await until(() => standIn.met.get("swallows") === 1, "an insert is swallowed");
  standIn.behaviour = "none";
  standIn.met.clear();
  return { stage, load, pids: [], standIn, answered: load.answered() };
}

it("links are served while recorder, store and console hang; each is started again", async () => {
  const { stage, load, pids, answered } = looking;
  await until(() => stage.told("childHung") === HUNG.length, "each is found to hang", PATIENCE_MS);
  expect(load.answered(), "calls were answered meanwhile").toBeGreaterThan(answered + 100);
  for (const role of HUNG) await stage.readyAgain(role, 2);
  expect(pids.some(isRunning), "what hung is gone").toBe(false);
  const readyz = `${stage.served.consoleUrl}/readyz`;
  await until(
    async () => (await getJson<ReadyAnswer>(readyz)).body.ready,
    "it works again",
    30_000,
  );
  const { body } = await getJson<ReadyAnswer>(readyz);
  expect(body.roles["supervisor"]?.detail).toContain("it hung");
  expect(await (await fetch(`${stage.served.consoleUrl}/metrics`)).text()).toContain(
    'ocpptap_children_hung_total{child="recorder",role="supervisor"} 1',
  );
  await load.settle();
});

it("a relay that hangs is started again, and its stations are served", async () => {
  const { stage, load, pids } = charging;
  await until(() => stage.told("childHung", "relay") === 1, "it is found to hang", PATIENCE_MS);
  await stage.readyAgain("relay", 2);
  expect(pids.some(isRunning)).toBe(false);
  await load.pass(200);
  await load.settle({ mayLose: true });
  expect(load.lost()).toBe(CALM.stations);
});

it("an insert that nobody acknowledges is sent again, and stored once", async () => {
  const { stage, load, standIn, answered } = swallowing;
  await until(() => stage.told("batchRetried") > 0, "it is found to be lost", PATIENCE_MS);
  await until(() => inserts(standIn) > 0, "it is sent again");
  expect(load.answered(), "calls were answered meanwhile").toBeGreaterThan(answered + 100);
  await load.settle();
});
