/** `kill -9` of each process under load: what it costs, and that the record says so exactly. */
import { beforeAll, describe, expect, it } from "vitest";
import { everyRole, type Stage, startMixedStage, startStage } from "../../support/fault-stage.ts";
import { endAfterAll, keptForAll } from "../../support/lifetime.ts";
import { boot, password } from "../../support/translated-day.ts";
import { type StrictCsms, strictStation } from "../../support/translated-peers.ts";
import { until } from "../../support/until.ts";

const STATIONS = 10;

describe("with each message held for its append (record.strict)", () => {
  let stage: Stage;
  let strict: StrictCsms;

  endAfterAll();
  beforeAll(() =>
    keptForAll(async () => {
      ({ stage, strict } = await startMixedStage());
    }),
  );

  const load = (fault: string, prefix: string, redials = false) =>
    stage.load(fault, { stations: STATIONS, prefix, redials });

  it("a recorder that is killed again and again records every message once", async () => {
    const traffic = await load("recorder killed, 3 times", "RECORDER");
    const before = stage.told("ready", "recorder");
    for (let kill = 1; kill <= 3; kill += 1) {
      await traffic.pass(50 + Math.floor(Math.random() * 400));
      stage.kill("recorder", "SIGKILL");
      await stage.readyAgain("recorder", before + kill);
    }
    await traffic.pass(100);
    await traffic.settle();
  });

  it("a store that is killed costs no link and no message", async () => {
    const traffic = await load("store killed", "STORE");
    await traffic.pass(300);
    stage.kill("store", "SIGKILL");
    await traffic.pass(300);
    await stage.readyAgain("store", 2);
    await traffic.settle();
  });

  it("a console that is killed is there again at the same address", async () => {
    const traffic = await load("console killed", "CONSOLE");
    stage.kill("console", "SIGKILL");
    await traffic.pass(100);
    await stage.readyAgain("console", 2);
    const { status } = await fetch(`${stage.served.consoleUrl}/healthz`);
    expect(status).toBe(200);
    await traffic.settle();
  });

  it("a state process that is killed costs a translated station neither its link nor a call", async () => {
    const traffic = await load("state process killed", "STATE");
    const station = strictStation(`${stage.served.stationUrl}/translated`, { password });
    await station.connect();
    let isClosed = false;
    void station.closed().then(() => {
      isClosed = true;
    });
    await station.call("BootNotification", boot);
    const killed = stage.pidOf("state");
    stage.kill("state", "SIGKILL");
    // Needs the store: a transaction's number is kept before its station is answered.
    const started = await station.call("StartTransaction", {
      ...{ connectorId: 1, idTag: "TAG1", meterStart: 100, timestamp: new Date().toISOString() },
    });
    expect(started["transactionId"]).toBeGreaterThan(0);
    expect(strict.of("TransactionEvent")).toHaveLength(1);
    expect(stage.pidOf("state")).not.toBe(killed);
    expect(isClosed).toBe(false);
    await traffic.pass(100);
    await traffic.settle();
    await station.close({ force: true });
  });

  it("a relay that is killed loses its links, and nothing that reached a peer", async () => {
    const traffic = await load("relay killed, strict", "RELAY", true);
    await traffic.pass(500);
    const before = stage.told("ready", "relay");
    stage.kill("relay", "SIGKILL");
    await until(() => traffic.lost() === STATIONS, "every station noticed");
    await stage.readyAgain("relay", before + 1);
    await traffic.pass(300);
    const account = await traffic.settle({ mayLose: true });
    expect(traffic.lost()).toBe(STATIONS);
    // Each of its links had at most one call or its answer on its way.
    expect(account.undelivered).toBeLessThanOrEqual(STATIONS);
    // Each dialled again, and the record knows the end of the link it lost.
    expect(account.links).toEqual({ all: 2 * STATIONS, open: STATIONS });
  });

  it("a supervisor that is killed leaves no process behind, and the next one a whole record", async () => {
    const traffic = await load("supervisor killed, served again", "SUPERVISOR", true);
    await traffic.pass(500);
    stage.kill("supervisor", "SIGKILL");
    await until(() => traffic.lost() === STATIONS, "every station noticed");
    await stage.serveAgain();
    await traffic.pass(300);
    await traffic.settle({ mayLose: true });
  });
});

it("without record.strict a killed relay takes at most what was in flight within the last append", async () => {
  const stage = await startStage({ roles: everyRole });
  const traffic = await stage.load("relay killed, default", { stations: STATIONS, redials: true });
  await traffic.pass(1_000);
  stage.kill("relay", "SIGKILL");
  await until(() => traffic.lost() === STATIONS, "every station noticed");
  await stage.readyAgain("relay", 2);
  await traffic.pass(100);
  // Ten stations with one call in flight each: at most one message each way per station.
  await traffic.settle({ mayLose: true, unknownMax: 2 * STATIONS });
});
