import { once } from "node:events";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { backendWorld, numbering, start, stop } from "../support/backend-world.ts";
import { memoryState } from "../support/memory-state.ts";
import { call, startPlainCsms } from "../support/peers.ts";
import { until } from "../support/until.ts";

const heartbeat = (id: string) => call(id, "Heartbeat");

it("a back-end gets a copy of each call, by the station's name and version", async () => {
  const { relay, csms, backend, connect, calls, has } = await backendWorld();
  const station = await connect();
  for (const id of ["a", "b", "c"]) station.send(heartbeat(id));
  await has(backend, "c");
  expect(calls(backend)).toEqual(calls(csms));
  const [request] = backend.requests;
  expect([request?.url, request?.headers["sec-websocket-protocol"]]).toEqual([
    ...["/ocpp/CP-1", "ocpp1.6"],
  ]);
  expect(request?.headers.authorization).toBeUndefined();
  expect(relay.detail()).toBe("back-end energy: 1 of 1 stations");
  // Its answers end here.
  expect(station.received).toHaveLength(3);
});

it("sees only what it is shown, and never what the CSMS says", async () => {
  const { csms, backend, connect, calls, has } = await backendWorld({
    config: { sees: ["StatusNotification"] },
  });
  const station = await connect();
  station.send(heartbeat("a"));
  csms.legs.get("/ocpp/CP-1")?.send(call("r", "Reset", { type: "Soft" }));
  station.send(call("s", "StatusNotification", {}));
  await has(backend, "s");
  expect(calls(backend).map(([, , action]) => action)).toEqual(["StatusNotification"]);
});

it("each CSMS has its own number of a transaction, in copies and in calls", async () => {
  const { backend, csms, connect, calls, has } = await backendWorld({
    config: { actions: ["RemoteStopTransaction"] },
  });
  const station = await connect();
  station.send(start("start"));
  await has(backend, "start");
  await until(() => station.received.length === 1, "the CSMS's answer");
  station.send(call("meter", "MeterValues", { connectorId: 1, transactionId: 1, meterValue: [] }));
  await has(backend, "meter");
  expect(calls(backend).at(-1)[3]).toMatchObject({ transactionId: 1_001 });
  const leg = backend.legs.get("/ocpp/CP-1");
  leg?.send(call("r1", "RemoteStopTransaction", { transactionId: 1_001 }));
  leg?.send(call("r2", "RemoteStopTransaction", { transactionId: 1 }));
  const answers = () => (backend.received.get("/ocpp/CP-1") ?? []).filter((t) => /^\[[34]/.test(t));
  await until(() => answers().length === 2, "both calls are answered");
  expect(answers().map((text) => JSON.parse(text))).toEqual(
    expect.arrayContaining([
      [3, "r1", { status: "Accepted" }],
      [4, "r2", "PropertyConstraintViolation", expect.stringContaining("Transaction 1 is"), {}],
    ]),
  );
  const asked = station.received.filter((text) => text.startsWith("[2,"));
  expect(asked.map((text) => JSON.parse(text)[3])).toEqual([{ transactionId: 1 }]);
  station.send(stop("stop", 1));
  await has(backend, "stop");
  expect(calls(backend).at(-1)[3]).toMatchObject({ transactionId: 1_001, meterStop: 5 });
  // The CSMS has seen nothing of all this.
  expect(csms.received.get("/ocpp/CP-1")?.map((text) => JSON.parse(text)[1])).toEqual([
    ...["start", "meter", "stop"],
  ]);
});

it("the numbers survive a restart, and a station that comes back meanwhile", async () => {
  const store = memoryState();
  const peers = {
    csms: await startPlainCsms({ answer: numbering(1) }),
    backend: await startPlainCsms({ answer: numbering(1_001) }),
  };
  const first = await backendWorld({ ...peers, shared: { store } });
  const station = await first.connect();
  station.send(start("start"));
  await first.has(peers.backend, "start");
  await until(() => station.received.length === 1, "the CSMS's answer");
  await until(
    () => JSON.stringify([...store.stored.values()].map((each) => [...each])).includes("1001"),
    "kept",
  );
  await first.relay.close();
  const second = await backendWorld({ ...peers, shared: { store } });
  const again = await second.connect();
  again.send(stop("stop", 1));
  await second.has(peers.backend, "stop");
  expect(second.calls(peers.backend).at(-1)[3]).toMatchObject({ transactionId: 1_001 });
});

it("a start that waited while the back-end was away is told when it comes", async () => {
  const { relay, csms, connect, calls } = await backendWorld({
    config: { upstream: "ws://127.0.0.1:1/ocpp" },
  });
  const station = await connect();
  station.send(start("start"));
  await until(() => relay.eventsOf("backendDialled").length > 0, "it was dialled in vain");
  await station.close();
  await until(() => relay.stats().links === 0, "the link is over");
  expect(calls(csms)).toHaveLength(1);
  expect(relay.detail()).toBe("back-end energy: 0 of 1 stations");
  await relay.close();
  expect(relay.eventsOf("backendMissed")).toMatchObject([
    { backend: "energy", why: "closed", action: "StartTransaction" },
  ]);
});

it("what waits for a station that comes again goes with it", async () => {
  const backend = await startPlainCsms({ answer: () => undefined });
  const { csms, connect, calls, has, relay } = await backendWorld({ backend });
  const station = await connect();
  station.send(start("start"));
  await has(backend, "start");
  station.send(heartbeat("a"));
  await until(() => calls(csms).length === 2, "the CSMS has both");
  await station.close();
  await until(() => relay.stats().links === 0, "the link is over");
  const again = await connect();
  await until(() => calls(backend).length === 2, "the start comes again");
  expect(calls(backend).map(([, id]) => id)).toEqual(["start", "start"]);
  again.send(heartbeat("b"));
  expect(relay.eventsOf("backendMissed")).toEqual([]);
});

it("is recorded as links of its own, which point at what they were made of", async () => {
  const { relay, backend, connect, has } = await backendWorld({ config: { actions: ["Reset"] } });
  const station = await connect();
  station.send(heartbeat("a"));
  await has(backend, "a");
  const leg = backend.legs.get("/ocpp/CP-1");
  leg?.send(call("r", "Reset", { type: "Soft" }));
  await until(() => backend.received.get("/ocpp/CP-1")?.length === 2, "the answer");
  await station.close();
  await until(() => relay.spool.of("link-closed").length === 2, "both links are over");
  const [own, other] = relay.spool.of("link-opened");
  expect(other?.body).toMatchObject({
    ...{ leg: "backend", backend: "energy", mode: "transparent", stationId: "CP-1" },
    ...{ subprotocol: "ocpp1.6", route: "/ocpp/{station}", upstreamUrl: `${backend.url}/CP-1` },
  });
  const said = relay.spool.of("message").filter(({ linkId }) => linkId === other?.linkId);
  expect(said.map(({ leg: on, sender, payload }) => [on, sender, payload.toString()])).toEqual(
    expect.arrayContaining([
      ["backend", "station", heartbeat("a")],
      ["backend", "csms", '[3,"a",{}]'],
      ["backend", "csms", call("r", "Reset", { type: "Soft" })],
      ["backend", "station", '[3,"r",{"status":"Accepted"}]'],
    ]),
  );
  const notes = relay.spool.of("note").map(({ body }) => body);
  expect(notes).toContainEqual({
    ...{ note: "translated", seq: 1, from: { linkId: own?.linkId, seq: 1 } },
  });
  expect(notes).toContainEqual(
    expect.objectContaining({ note: "aside", by: "backend energy", did: "sent" }),
  );
});

it("a station that speaks another version has none, and a route without keeps its bytes", async () => {
  const { relay, backend } = await backendWorld();
  const { connectPlainStation } = await import("../support/peers.ts");
  const station = await connectPlainStation(`${relay.url}/ocpp/CP-2`, {
    subprotocols: ["ocpp1.5"],
  });
  station.send(heartbeat("a"));
  await until(() => station.received.length === 1, "the CSMS's answer");
  expect(backend.requests).toEqual([]);
});

it("another configuration counts from the station's next link on", async () => {
  const { relay, csms, backend, connect, calls, has } = await backendWorld();
  const station = await connect();
  station.send(heartbeat("a"));
  await has(backend, "a");
  const backends = [{ name: "energy", upstream: backend.url, sees: ["StatusNotification"] }];
  await relay.change({ routes: [{ match: "/ocpp/{station}", upstream: csms.url, backends }] });
  station.send(heartbeat("b"));
  await has(backend, "b");
  const again = await connect();
  again.send(heartbeat("c"));
  again.send(call("d", "StatusNotification"));
  await has(backend, "d");
  expect(calls(backend).map(([, id]) => id)).toEqual(["a", "b", "d"]);
});

it("one that ends each connection is dialled with growing pauses", async () => {
  const backend = await startPlainCsms();
  const { relay, connect } = await backendWorld({ backend });
  await connect();
  for (let nth = 1; nth <= 3; nth += 1) {
    await until(() => backend.requests.length === nth, `dialled ${nth} times`);
    const leg = backend.legs.get("/ocpp/CP-1");
    if (leg !== undefined && leg.readyState !== leg.CLOSED) {
      leg.terminate();
      await once(leg, "close");
    }
  }
  const opened = relay.spool.of("link-opened").filter(({ body }) => body.leg === "backend");
  const [first = 0, second = 0, third = 0] = opened.map(({ receivedAtUs }) => receivedAtUs / 1000);
  // Each pause is at most half shorter by chance.
  expect(second - first).toBeGreaterThanOrEqual(limits.redialMsMin / 2 - 1);
  expect(third - second).toBeGreaterThanOrEqual(limits.redialMsMin - 1);
});
