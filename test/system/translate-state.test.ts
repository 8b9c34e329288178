/** What a translated station may rely on whatever happens to the CSMS, the store or the relay. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { memoryState } from "../support/memory-state.ts";
import { relayFor } from "../support/relay.ts";
import { type LogLine, serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import {
  boot,
  eventsOf,
  faultless,
  meterValues,
  password,
  routesTo,
  startCharging,
  stop,
  world,
} from "../support/translated-day.ts";
import { startStrictCsms, strictStation } from "../support/translated-peers.ts";
import { until } from "../support/until.ts";

describe("the CSMS changes the way to itself", () => {
  it("a new password: ours is used from then on, the station keeps its own", async () => {
    let wanted = password;
    const csms = await startStrictCsms({
      refuses: (_, secret) => (secret === wanted ? null : 401),
    });
    const store = memoryState();
    const relay = await relayFor(routesTo(csms.url), { store });
    const station = strictStation(`${relay.url}/ocpp`, { password });
    await station.connect();
    await station.call("BootNotification", boot);
    wanted = "a-new-password-of-the-csms";
    const set = await csms.call("SetVariables", {
      setVariableData: [
        {
          component: { name: "SecurityCtrlr" },
          ...{ variable: { name: "BasicAuthPassword" }, attributeValue: wanted },
        },
      ],
    });
    expect(set["setVariableResult"]).toMatchObject([{ attributeStatus: "Accepted" }]);
    await until(() => csms.handshakes.length === 2, "the CSMS's leg is opened anew");
    expect(csms.handshakes[1]).toEqual({ identity: "CP-1", password: wanted });
    await until(() => store.stored.get("default/CP-1")?.has("bridge/keepsake") === true, "kept");
    expect(JSON.stringify([...(store.stored.get("default/CP-1") ?? [])])).not.toContain(password);
    expect(await station.call("Authorize", { idTag: "TAG1" })).toBeDefined();
    // Another instance, which has never seen the station.
    const other = await relayFor(routesTo(csms.url), { store });
    const stranger = strictStation(`${other.url}/ocpp`, { password: "another-password" });
    await expect(stranger.connect()).rejects.toMatchObject({ code: 401 });
    const moved = strictStation(`${other.url}/ocpp`, { password });
    await moved.connect();
    expect(csms.handshakes.at(-1)?.password).toBe(wanted);
    faultless({ csms, station });
    // The station got the new password from somebody: the CSMS knows it by that.
    const renewed = strictStation(`${other.url}/ocpp`, { password: wanted });
    await renewed.connect();
    await moved.closed();
  });

  it("a new address: the next reset takes our leg there, and the station stays", async () => {
    const { csms, relay, station } = await world({ allowNetworkProfile: true });
    const there = await startStrictCsms();
    const profile = {
      ...{ configurationSlot: 2 },
      connectionData: {
        ...{ ocppVersion: "OCPP20", ocppTransport: "JSON", ocppCsmsUrl: there.url },
        ...{ messageTimeout: 30, securityProfile: 1, ocppInterface: "Wired0" },
      },
    };
    expect(await csms.call("SetNetworkProfile", profile)).toEqual({ status: "Accepted" });
    await csms.call("SetVariables", {
      setVariableData: [
        {
          component: { name: "OCPPCommCtrlr" },
          ...{ variable: { name: "NetworkConfigurationPriority" }, attributeValue: "2,1" },
        },
      ],
    });
    expect(await csms.call("Reset", { type: "OnIdle" })).toMatchObject({ status: "Accepted" });
    await until(() => there.connections() === 1, "our leg is at the new address");
    expect(there.handshakes).toEqual([{ identity: "CP-1", password }]);
    await until(() => csms.connections() === 0, "the old one is left");
    await station.call("Authorize", { idTag: "TAG1" });
    expect(there.of("Authorize")).toHaveLength(1);
    expect(relay.stats().links).toBe(1);
    faultless({ csms: there, station });
  });
});

it("kill -9 of the relay in the middle of a session: it goes on with the same transaction", async () => {
  const csms = await startStrictCsms();
  const data = await tempDir();
  const config = join(data, "ocpptap.yaml");
  await writeFile(config, JSON.stringify(routesTo(csms.url)));
  const served = await serve(["--config", config, "--data", data], ["relay"]);
  const station = strictStation(`${served.stationUrl}/ocpp`, { password });
  await station.connect();
  await station.call("BootNotification", boot);
  const { transactionId, txId } = await startCharging({ csms, station });
  await station.call("MeterValues", meterValues(transactionId, 150));
  process.kill(await served.pidOf("relay"), "SIGKILL");
  await station.closed();
  const isReady = (line: LogLine) => line["event"] === "ready" && line["role"] === "relay";
  await until(() => served.log.filter(isReady).length === 2, "the relay runs again");
  const again = strictStation(`${served.stationUrl}/ocpp`, { password });
  await again.connect();
  await again.call("StopTransaction", stop(transactionId, 200));
  await until(() => eventsOf(csms).some(({ eventType }) => eventType === "Ended"), "its end");
  expect(csms.of("BootNotification")).toHaveLength(1);
  const events = eventsOf(csms);
  expect(events.map((event) => event.txId)).toEqual(events.map(() => txId));
  // What was on its way may come twice, under the same number; nothing is left out.
  expect([...new Set(events.map(({ seqNo }) => seqNo))]).toEqual([0, 1, 2]);
  expect(events.at(-1)).toMatchObject({ eventType: "Ended", seqNo: 2 });
  faultless({ csms, station: again });
});

describe("state that cannot be kept", () => {
  it("taken by another instance: both legs are closed, nothing was sent that is not kept", async () => {
    const it = await world();
    const { csms, relay, station, store } = it;
    store.fail(1, "STATE_TAKEN");
    await expect(startCharging(it)).rejects.toThrow();
    await station.closed();
    await until(() => csms.connections() === 0, "the CSMS's leg is closed");
    expect(csms.of("TransactionEvent")).toEqual([]);
    expect(relay.eventsOf("stationTaken")).toHaveLength(1);
    const redial = strictStation(`${relay.url}/ocpp`, { password });
    await redial.connect();
    await startCharging({ csms, station: redial });
  });

  it("a write that fails for a moment is written again, and only then answered", async () => {
    const it = await world();
    it.store.fail(2, "STATE_UNAVAILABLE");
    const { txId } = await startCharging(it);
    expect([...(it.store.stored.get("default/CP-1")?.keys() ?? [])]).toContain(
      `transactions/${txId}`,
    );
    faultless(it);
  });

  it("a store that is away: the station is refused, the CSMS is not kept", async () => {
    const csms = await startStrictCsms();
    const store = memoryState();
    store.refuse(true);
    const relay = await relayFor(routesTo(csms.url), { store });
    await expect(strictStation(`${relay.url}/ocpp`).connect()).rejects.toMatchObject({ code: 503 });
    await until(() => csms.connections() === 0, "the CSMS's leg is closed");
    expect(relay.spool.of("link-refused").at(-1)?.body.reason).toContain("the test said so");
    store.refuse(false);
    await strictStation(`${relay.url}/ocpp`).connect();
  });
});
