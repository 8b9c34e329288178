import { expect, it } from "vitest";
import { OperationalError } from "../../src/base/errors.ts";
import { startSimulatedCsms } from "../../src/simulate/csms.ts";
import { testCsms, testStation } from "./peers.ts";

it("knows its stations and what they have open", async () => {
  const csms = await testCsms();
  const station = testStation(csms.url, { headers: { "X-Test": "1" } });
  await station.event("accepted");
  const session = station.session({ dwellMs: 0, durationMs: 3_600_000 });
  await station.traffic.find({ action: "StartTransaction", type: "callResult" });
  const [known] = csms.stations();
  expect(known).toMatchObject({
    stationId: "CP-1",
    ocppVersion: "1.6",
    subprotocol: "ocpp1.6",
    boots: 1,
    transactions: ["1"],
    target: "/ocpp/CP-1",
  });
  expect(known?.rawHeaders).toContain("X-Test");
  await station.close();
  await csms.event("stationClosed");
  expect(csms.stations()).toEqual([]);
  await session;
});

it("has one call outstanding per station, whatever others do", async () => {
  const csms = await testCsms({ callTimeoutMs: 200 });
  const slow = testStation(csms.url, { id: "SLOW" });
  const quick = testStation(csms.url, { id: "QUICK" });
  await Promise.all([slow.event("accepted"), quick.event("accepted")]);
  slow.misbehave({ fault: "answer-missing" });
  const first = csms.sendCall("SLOW", "GetLocalListVersion", {});
  const second = csms.sendCall("SLOW", "ClearCache", {});
  expect((await csms.sendCall("QUICK", "ClearCache", {})).type).toBe("result");
  const sent = () => csms.traffic.entries({ stationId: "SLOW", sender: "csms", type: "call" });
  expect(sent()).toHaveLength(1);
  expect(await first).toEqual({ type: "timeout" });
  expect((await second).type).toBe("result");
  expect(await csms.sendCall("NOBODY", "ClearCache", {})).toEqual({ type: "linkClosed" });
});

it("lets a test answer for it, and decline to", async () => {
  const csms = await testCsms({
    answers: {
      Authorize: ({ idTag }) =>
        idTag === "MINE" ? { payload: { idTagInfo: { status: "Expired" } } } : null,
    },
  });
  const station = testStation(csms.url);
  await station.event("accepted");
  const statusOf = async (idTag: string) =>
    JSON.stringify(await station.call("Authorize", { idTag }));
  expect(await statusOf("MINE")).toContain("Expired");
  expect(await statusOf("OTHER")).toContain("Accepted");
});

it("chooses its own preference of what the station offers", async () => {
  const csms = await testCsms();
  const station = testStation(csms.url, {
    version: "2.0.1",
    subprotocols: ["ocpp1.6", "ocpp2.0.1"],
  });
  expect(await station.event("opened")).toEqual({ name: "opened", subprotocol: "ocpp2.0.1" });
});

it("tells boots, and closes stations with a code", async () => {
  const csms = await testCsms({ bootStatus: () => "Rejected" });
  const station = testStation(csms.url);
  expect(await csms.event("stationBooted", "CP-1")).toMatchObject({ status: "Rejected" });
  csms.closeStation("CP-1", 4001, "go away");
  expect(await station.event("legClosed")).toMatchObject({ code: 4001, reason: "go away" });
});

it("says in a sentence that its port is taken", async () => {
  const csms = await testCsms();
  const second = startSimulatedCsms({ port: csms.port });
  await expect(second).rejects.toBeInstanceOf(OperationalError);
  await expect(second).rejects.toThrow(/already in use/);
});

it("stops while stations are connected, half-open ones too", async () => {
  const csms = await startSimulatedCsms({ port: 0 });
  const station = testStation(csms.url);
  const silent = testStation(csms.url, { id: "SILENT" });
  await Promise.all([station.event("accepted"), silent.event("accepted")]);
  silent.misbehave({ fault: "half-open" });
  await csms.close();
  expect((await station.event("legClosed")).code).toBe(1006);
});
