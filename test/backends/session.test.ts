import { expect, it } from "vitest";
import type { WebSocket } from "ws";
import { limits } from "../../src/base/limits.ts";
import { type BackendWorld, backendWorld, start } from "../support/backend-world.ts";
import { call, connectPlainStation, startPlainCsms } from "../support/peers.ts";
import { until } from "../support/until.ts";

// biome-ignore lint/suspicious/noExplicitAny: what peers sent, looked into by tests
type Json = any;

/** The back-end's WebSocket of a station that has come, and what ocpptap answered there. */
async function connected(world: BackendWorld) {
  const station = await world.connect();
  station.send(call("hello", "Heartbeat"));
  await world.has(world.backend, "hello");
  const leg = world.backend.legs.get("/ocpp/CP-1") as WebSocket;
  const answers = (): Json[] =>
    (world.backend.received.get("/ocpp/CP-1") ?? [])
      .filter((text) => /^\[[34]/.test(text))
      .map((text) => JSON.parse(text));
  return { station, leg, answers };
}

it("answers what it may not call, and what is no legal call, at once", async () => {
  const world = await backendWorld({ config: { actions: ["ChangeAvailability"] } });
  const { station, leg, answers } = await connected(world);
  leg.send(call("a", "Reset", { type: "Hard" }));
  leg.send(call("b", "ChangeAvailability", { connectorId: "1", type: "Operative" }));
  leg.send('[2,"c","ChangeAvailability"]');
  leg.send(call("d", "Authorize", { idTag: "A" }));
  await until(() => answers().length === 4, "four answers");
  expect(answers().map(([type, id, code]) => [type, id, code])).toEqual([
    [4, "a", "SecurityError"],
    [4, "b", "TypeConstraintViolation"],
    [4, "c", "FormationViolation"],
    [4, "d", "NotSupported"],
  ]);
  expect(station.received.filter((text) => text.startsWith("[2,"))).toEqual([]);
  const how = world.relay.eventsOf("backendCalled").map((event) => [event.action, event.how]);
  expect(how).toEqual([
    ["Reset", "refused"],
    ["ChangeAvailability", "invalid"],
    ["Authorize", "refused"],
  ]);
});

it("two calls at once are answered one after the other, and both by the station", async () => {
  const world = await backendWorld({ config: { actions: ["ClearCache", "GetLocalListVersion"] } });
  const { station, leg, answers } = await connected(world);
  leg.send(call("1", "ClearCache"));
  leg.send(call("1", "GetLocalListVersion"));
  leg.send(call("2", "GetLocalListVersion"));
  await until(() => answers().length === 2, "two answers");
  expect(answers().map(([type, id]) => [type, id])).toEqual([
    [3, "1"],
    [3, "2"],
  ]);
  const asked = station.received.filter((text) => text.startsWith("[2,")).map((t) => JSON.parse(t));
  expect(asked.map(([, , action]) => action)).toEqual(["ClearCache", "GetLocalListVersion"]);
  expect(new Set(asked.map(([, id]) => id)).size).toBe(2);
  expect(asked.some(([, id]) => id === "1" || id === "2")).toBe(false);
});

it("what is no message is counted, and changes nothing", async () => {
  const world = await backendWorld();
  const { station, leg } = await connected(world);
  const odd = ["", "{", "[]", "[2]", '[3,"x",{}]', '[4,"x","E","",{}]', "\u0000", '[9,"x"]'];
  for (const text of odd) {
    leg.send(text);
    leg.send(Buffer.from(text));
  }
  leg.send(call("x".repeat(limits.backendIdCharsMax + 1), "Reset", { type: "Hard" }));
  const count = 2 * odd.length + 1;
  await until(() => world.relay.eventsOf("backendOdd").length === count, "all are counted");
  station.send(call("after", "Heartbeat"));
  await world.has(world.backend, "after");
  expect(station.received).toHaveLength(2);
  expect(world.relay.eventsOf("bug")).toEqual([]);
});

it("who sends too much at once is read later, and the station is not", async () => {
  const world = await backendWorld();
  const { station, leg, answers } = await connected(world);
  // More than one read of a socket brings.
  const padding = "x".repeat(1_024);
  const count = 2 * limits.backendReadsBurst;
  for (let nth = 0; nth < count; nth += 1) leg.send(call(`${nth}`, "DataTransfer", { padding }));
  await until(() => answers().length >= limits.backendReadsBurst, "the first are answered");
  for (const id of ["b", "c", "d"]) station.send(call(id, "Heartbeat"));
  await until(() => station.received.length === 4, "the CSMS's answers meanwhile");
  await world.has(world.backend, "b");
  expect(answers().length).toBeLessThan(count);
});

it("one that sends more than it may at a time is closed, and dialled again", async () => {
  const world = await backendWorld();
  const { leg } = await connected(world);
  leg.send("x".repeat(limits.backendMessageBytesMax + 1));
  await until(() => world.backend.requests.length === 2, "it is dialled again");
  const [closed] = world.relay.spool.of("link-closed");
  expect(closed?.body.how).toBe("error");
});

it("one that never answers gets no more than one call, and the rest is dropped and told", async () => {
  const backend = await startPlainCsms({ answer: () => undefined });
  const world = await backendWorld({ backend });
  const { station } = await connected(world);
  const count = limits.backendWaitingMax + 10;
  for (let nth = 0; nth < count; nth += 1) station.send(call(`n${nth}`, "Heartbeat"));
  await until(() => station.received.length === count + 1, "the CSMS's answers");
  expect(world.calls(backend)).toHaveLength(1);
  const missed = world.relay.eventsOf("backendMissed");
  expect(missed).toHaveLength(10);
  expect(missed[0]).toMatchObject({ why: "full", action: "Heartbeat", stationId: "CP-1" });
  expect(world.relay.detail()).toBe("back-end energy: 1 of 1 stations, 10 calls missed");
});

it("a start that it refuses has no number there; one that comes again has", async () => {
  let starts = 0;
  const backend = await startPlainCsms({
    answer(text) {
      const [type, id, action] = JSON.parse(text);
      if (type !== 2) return undefined;
      if (action !== "StartTransaction") return JSON.stringify([3, id, {}]);
      starts += 1;
      return starts === 1
        ? JSON.stringify([4, id, "InternalError", "", {}])
        : JSON.stringify([3, id, { transactionId: 50, idTagInfo: { status: "Accepted" } }]);
    },
  });
  const world = await backendWorld({ backend });
  const { station } = await connected(world);
  const meter = (id: string, transactionId: number) =>
    call(id, "MeterValues", { connectorId: 1, transactionId, meterValue: [] });
  station.send(start("s1"));
  await world.has(backend, "s1");
  await until(() => station.received.length === 2, "the CSMS's answer");
  station.send(meter("m1", 1));
  await world.has(backend, "m1");
  // The station has lost its answer, and says the same again.
  station.send(start("s2"));
  await world.has(backend, "s2");
  await until(() => station.received.length === 4, "the CSMS's answer");
  station.send(meter("m2", 2));
  await world.has(backend, "m2");
  const numbers = world.calls(backend).filter(([, id]) => /^m/.test(id));
  expect(numbers.map(([, , , payload]) => payload.transactionId)).toEqual([undefined, 50]);
});

it("since 2.0 the station's own names of transactions pass as they are", async () => {
  const world = await backendWorld({ config: { actions: ["RequestStopTransaction"] } });
  const station = await connectPlainStation(`${world.relay.url}/ocpp/CP-1`, {
    subprotocols: ["ocpp2.0.1"],
    answer: (text) =>
      text.startsWith("[2,")
        ? JSON.stringify([3, JSON.parse(text)[1], { status: "Accepted" }])
        : undefined,
  });
  const event = { eventType: "Started", transactionInfo: { transactionId: "T1" } };
  station.send(call("t", "TransactionEvent", event));
  await world.has(world.backend, "t");
  expect(world.calls(world.backend).at(-1)[3]).toEqual(event);
  const leg = world.backend.legs.get("/ocpp/CP-1");
  leg?.send(call("r", "RequestStopTransaction", { transactionId: "T1" }));
  leg?.send(call("q", "Reset", { type: "Immediate" }));
  const answers = () =>
    (world.backend.received.get("/ocpp/CP-1") ?? []).filter((text) => /^\[[34]/.test(text));
  await until(() => answers().length === 2, "both are answered");
  expect(answers().map((text) => JSON.parse(text).slice(0, 2))).toEqual(
    expect.arrayContaining([
      [3, "r"],
      [4, "q"],
    ]),
  );
});
