/** A strict 1.6 station on a strict 2.0.1 CSMS, over real sockets: neither ever sees a fault. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocketServer } from "ws";
import { relayFor } from "../support/relay.ts";
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

describe("a day of a station", () => {
  it("boots, authorizes, charges with meter values, stops", async () => {
    const it = await world();
    const { csms, station } = it;
    expect(csms.handshakes).toEqual([{ identity: "CP-1", password }]);
    expect(csms.of("BootNotification")).toEqual([
      { chargingStation: { vendorName: "Acme", model: "Fast-22" }, reason: "PowerUp" },
    ]);
    expect(await station.call("Authorize", { idTag: "TAG1" })).toEqual({
      idTagInfo: { status: "Accepted" },
    });
    for (const status of ["Available", "Preparing"]) {
      await station.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status });
    }
    const { transactionId, txId } = await startCharging(it);
    await station.call("MeterValues", meterValues(transactionId, 150));
    await station.call("StopTransaction", stop(transactionId, 200));
    await until(() => csms.of("TransactionEvent").length === 3, "three events");
    expect(eventsOf(csms)).toEqual([
      { eventType: "Started", seqNo: 0, offline: undefined, txId },
      { eventType: "Updated", seqNo: 1, offline: undefined, txId },
      { eventType: "Ended", seqNo: 2, offline: undefined, txId },
    ]);
    faultless(it);
  });

  it("obeys the CSMS: remote start and stop, variables, reset", async () => {
    const it = await world();
    const { csms, station } = it;
    expect(
      await csms.call("RequestStartTransaction", {
        ...{ remoteStartId: 7, evseId: 1, idToken: { idToken: "TAG1", type: "Central" } },
      }),
    ).toMatchObject({ status: "Accepted" });
    const { transactionId, txId } = await startCharging(it);
    expect(csms.of("TransactionEvent")[0]).toMatchObject({ transactionInfo: { remoteStartId: 7 } });
    expect(await csms.call("RequestStopTransaction", { transactionId: txId })).toMatchObject({
      status: "Accepted",
    });
    expect(station.got.at(-1)).toEqual({
      ...{ action: "RemoteStopTransaction", payload: { transactionId } },
    });
    await station.call("StopTransaction", stop(transactionId, 200));
    const variable = { name: "HeartbeatInterval" };
    const read = await csms.call("GetVariables", {
      getVariableData: [{ component: { name: "OCPPCommCtrlr" }, variable }],
    });
    expect(read["getVariableResult"]).toMatchObject([
      { attributeStatus: "Accepted", attributeValue: "300" },
    ]);
    expect(await csms.call("Reset", { type: "Immediate" })).toMatchObject({ status: "Accepted" });
    expect(station.got.at(-1)).toEqual({ action: "Reset", payload: { type: "Hard" } });
    faultless(it);
  });

  it("is recorded as two links, each message with what it was made of", async () => {
    const it = await world();
    const { relay, station } = it;
    await startCharging(it);
    await station.close();
    await until(() => relay.spool.of("link-closed").length === 2, "both links are closed");
    const opened = relay.spool.of("link-opened");
    const [mine, theirs] = opened.map(({ linkId }) => linkId);
    expect(opened.map(({ body }) => [body.leg, body.mode, body.subprotocol])).toEqual([
      ["station", "translate", "ocpp1.6"],
      ["csms", "translate", "ocpp2.0.1"],
    ]);
    expect(opened[1]?.body.headers).toContainEqual(["Authorization", "***"]);
    expect(JSON.stringify(opened)).not.toContain(password);
    const told = relay.spool.records.flatMap((record) => {
      if (record.kind === "message") {
        const [type, , action] = JSON.parse(String(record.payload)) as [number, string, string];
        const name = type === 2 ? action : "answer";
        return [`${record.leg} ${record.sender} ${record.seq} ${name}`];
      }
      if (record.kind !== "note" || record.body.note !== "translated") return [];
      const { seq, from } = record.body;
      const leg = record.linkId === mine ? "station" : "csms";
      return [`${leg} ${seq} from ${from.linkId === mine ? "station" : "csms"} ${from.seq}`];
    });
    expect(told).toEqual([
      "station station 1 BootNotification",
      "csms 1 from station 1",
      "csms station 1 BootNotification",
      "csms csms 2 answer",
      "station 2 from csms 2",
      "station csms 2 answer",
      "station station 3 StartTransaction",
      "csms 3 from station 3",
      "csms station 3 TransactionEvent",
      "csms csms 4 answer",
      "station 4 from csms 4",
      "station csms 4 answer",
    ]);
    const closed = relay.spool.of("link-closed");
    expect(closed.map(({ linkId }) => linkId).sort()).toEqual([mine, theirs].sort());
    const bodyOf = (id: unknown) => closed.find(({ linkId }) => linkId === id)?.body;
    expect(bodyOf(mine)).toMatchObject({ closedBy: "station", how: "close-frame", lastSeq: 4 });
    expect(bodyOf(theirs)).toMatchObject({
      ...{ closedBy: "ocpptap", how: "close-frame", reason: "the station is gone", lastSeq: 4 },
      messages: { station: 2, csms: 2 },
    });
    faultless(it);
  });
});

describe("an outage of the CSMS", () => {
  it("in the middle of a session: what happened meanwhile arrives after it, in order", async () => {
    const it = await world();
    const { csms, relay, station } = it;
    const { transactionId, txId } = await startCharging(it);
    await csms.stop();
    await until(() => relay.eventsOf("csmsLegLost").length === 1, "the outage is noticed");
    await station.call("MeterValues", meterValues(transactionId, 150));
    await station.call("MeterValues", meterValues(transactionId, 160));
    await station.call("StopTransaction", stop(transactionId, 200));
    const again = await startStrictCsms({ port: csms.port });
    await until(() => again.of("TransactionEvent").length === 3, "all three events");
    expect(eventsOf(again)).toEqual([
      { eventType: "Updated", seqNo: 1, offline: true, txId },
      { eventType: "Updated", seqNo: 2, offline: true, txId },
      { eventType: "Ended", seqNo: 3, offline: true, txId },
    ]);
    expect(again.of("BootNotification")).toEqual([]);
    expect(relay.eventsOf("csmsRedialled").at(-1)).toMatchObject({ outcome: "connected" });
    faultless({ csms: again, station });
  });

  it("that outlasts the grace: the station is closed, and refused until the CSMS is back", async () => {
    const { csms, relay, station } = await world({ upstreamGraceMs: 50 });
    await csms.stop();
    await station.closed();
    const redial = strictStation(`${relay.url}/ocpp`, { password });
    await expect(redial.connect()).rejects.toMatchObject({ code: 503 });
    const again = await startStrictCsms({ port: csms.port });
    const third = strictStation(`${relay.url}/ocpp`, { password });
    await third.connect();
    expect(again.connections()).toBe(1);
  });
});

describe("refusals", () => {
  it.each([401, 403, 404])("the CSMS's %i is the station's", async (status) => {
    const csms = await startStrictCsms({ refuses: () => status });
    const relay = await relayFor(routesTo(csms.url));
    const station = strictStation(`${relay.url}/ocpp`, { password });
    await expect(station.connect()).rejects.toMatchObject({ code: status });
    const [theirs, mine] = relay.spool.of("link-refused").map(({ body }) => body);
    expect(theirs).toMatchObject({ leg: "csms", refusedBy: "csms", status });
    expect(mine).toMatchObject({ leg: "station", refusedBy: "csms", status });
    expect(relay.stats().links).toBe(0);
  });

  it("a CSMS that cannot be reached is 503 with a sentence", async () => {
    const relay = await relayFor(routesTo("ws://127.0.0.1:1"));
    const station = strictStation(`${relay.url}/ocpp`);
    await expect(station.connect()).rejects.toMatchObject({ code: 503 });
    expect(relay.spool.of("link-refused").at(-1)?.body).toMatchObject({
      ...{ leg: "station", refusedBy: "ocpptap", status: 503 },
      reason: expect.stringContaining("the CSMS at 127.0.0.1:1 cannot be reached"),
    });
  });

  it.each([
    [false, "it selected no subprotocol where ocpp2.0.1 was offered"],
    ["ocpp1.6", 'it selected "ocpp1.6" where ocpp2.0.1 was offered'],
  ] as const)("a CSMS that selects %j is not talked to", async (selected, problem) => {
    const server = new WebSocketServer({ port: 0, handleProtocols: () => selected });
    onTestFinished(() => server.close());
    await once(server, "listening");
    const relay = await relayFor(
      routesTo(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
    const station = strictStation(`${relay.url}/ocpp`);
    await expect(station.connect()).rejects.toMatchObject({ code: 503 });
    const refused = relay.spool.of("link-refused").map(({ body }) => body);
    expect(refused[0]).toMatchObject({ leg: "csms", failure: { code: "SUBPROTOCOL", problem } });
    expect(refused[1]?.reason).toContain(problem);
  });

  it("a station that offers neither version is told which is wanted", async () => {
    const csms = await startStrictCsms();
    const relay = await relayFor(routesTo(csms.url));
    await expect(
      strictStation(`${relay.url}/ocpp`, { protocols: ["ocpp2.1"] }).connect(),
    ).rejects.toMatchObject({ code: 400 });
    expect(relay.spool.of("link-refused")[0]?.body.reason).toBe(
      "ocpptap: this route translates from ocpp1.6; the station offers ocpp2.1.",
    );
    expect(csms.handshakes).toEqual([]);
  });

  it("a station that speaks the CSMS's version, too, is not translated", async () => {
    const csms = await startStrictCsms();
    const relay = await relayFor(routesTo(csms.url));
    const station = strictStation(`${relay.url}/ocpp`, { protocols: ["ocpp2.0.1", "ocpp1.6"] });
    await station.connect();
    const payload = { chargingStation: { vendorName: "A", model: "B" }, reason: "PowerUp" };
    await station.call("BootNotification", payload);
    expect(csms.of("BootNotification")).toEqual([payload]);
    expect(relay.spool.of("link-opened").map(({ body }) => [body.mode, body.leg])).toEqual([
      ["transparent", undefined],
    ]);
  });
});

describe("a station that dials again", () => {
  it("takes over its own session", async () => {
    const it = await world();
    const { csms, relay, station } = it;
    const { transactionId, txId } = await startCharging(it);
    const redial = strictStation(`${relay.url}/ocpp`, { password });
    await redial.connect();
    await station.closed();
    await redial.call("StopTransaction", stop(transactionId, 200));
    await until(() => csms.of("TransactionEvent").length === 2, "the session has ended");
    expect(eventsOf(csms).at(-1)).toMatchObject({ eventType: "Ended", seqNo: 1, txId });
    expect(csms.connections()).toBe(1);
    const opened = relay.spool.of("link-opened").filter(({ body }) => body.leg === "station");
    expect(opened[1]?.body.supersedes).toBe(opened[0]?.linkId);
    faultless({ csms, station: redial });
  });

  it("a stranger whom the CSMS refuses closes nothing", async () => {
    const csms = await startStrictCsms({
      refuses: (_, secret) => (secret === password ? null : 401),
    });
    const relay = await relayFor(routesTo(csms.url));
    const station = strictStation(`${relay.url}/ocpp`, { password });
    await station.connect();
    const stranger = strictStation(`${relay.url}/ocpp`, { password: "another-password" });
    await expect(stranger.connect()).rejects.toMatchObject({ code: 401 });
    await station.call("BootNotification", boot);
    expect(relay.spool.of("link-closed")).toEqual([]);
  });

  it("a stranger closes nothing either where the CSMS is shown other credentials", async () => {
    const csms = await startStrictCsms();
    const credentials = { mode: "static", user: "CP-1", password: "static-password-1" };
    const relay = await relayFor(routesTo(csms.url, { credentials }));
    const station = strictStation(`${relay.url}/ocpp`, { password });
    await station.connect();
    expect(csms.handshakes).toEqual([{ identity: "CP-1", password: "static-password-1" }]);
    const stranger = strictStation(`${relay.url}/ocpp`, { password: "another-password" });
    await expect(stranger.connect()).rejects.toMatchObject({ code: 503 });
    await station.call("BootNotification", boot);
    await strictStation(`${relay.url}/ocpp`, { password }).connect();
    await station.closed();
  });
});
