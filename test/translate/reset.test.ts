import { expect, it } from "vitest";
import { notDrained, restoreDrained } from "../../src/translate/reset.ts";
import { answerTo, booted, type Sent, type Stage } from "./stage.ts";
import { turnOf } from "./turns.ts";

function status(it: Stage, connectorId: number, word: string): readonly Sent[] {
  const sent = it.station("StatusNotification", {
    ...{ connectorId, errorCode: "NoError", status: word },
  });
  return [...sent, ...it.drain()];
}

/** Two connectors, one of them busy, and a reset that waits. */
function waiting(): Stage {
  const it = booted({ settings: { drainOnIdle: true } });
  status(it, 1, "Charging");
  status(it, 2, "Available");
  const sent = it.csms("Reset", { type: "OnIdle" });
  expect(answerTo("csms", sent)).toEqual({ status: "Scheduled" });
  return it;
}

const asked = (it: Stage) => [it.pending("station")?.action, it.pending("station")?.payload];

function boot(it: Stage): void {
  it.station("BootNotification", { chargePointVendor: "Acme", chargePointModel: "Fast-22" });
  const currentTime = new Date(it.now).toISOString();
  it.answer("csms", { status: "Accepted", interval: 300, currentTime });
}

it("free connectors are out of service until a waiting reset, and back after the boot", () => {
  const it = waiting();
  it.pass(1);
  expect(asked(it)).toEqual(["ChangeAvailability", { connectorId: 2, type: "Inoperative" }]);
  it.answer("station", { status: "Accepted" });
  status(it, 2, "Unavailable");
  expect(asked(it)[0]).toBeUndefined();
  status(it, 1, "Available");
  it.pass(1);
  expect(asked(it)).toEqual(["ChangeAvailability", { connectorId: 1, type: "Inoperative" }]);
  it.answer("station", { status: "Accepted" });
  it.pass(10_000);
  expect(asked(it)).toEqual(["Reset", { type: "Soft" }]);
  it.answer("station", { status: "Accepted" });
  it.crash();
  it.up("station");
  it.up("csms");
  boot(it);
  expect(asked(it)).toEqual(["ChangeAvailability", { connectorId: 2, type: "Operative" }]);
  it.answer("station", { status: "Accepted" });
  expect(asked(it)).toEqual(["ChangeAvailability", { connectorId: 1, type: "Operative" }]);
  it.answer("station", { status: "Accepted" });
  expect(asked(it)[0]).toBeUndefined();
});

it("a reset that the station refuses gives its connectors back at once", () => {
  const it = waiting();
  it.pass(1);
  it.answer("station", { status: "Accepted" });
  status(it, 1, "Unavailable");
  it.pass(11_000);
  expect(asked(it)).toEqual(["Reset", { type: "Soft" }]);
  it.answer("station", { status: "Rejected" });
  expect(asked(it)).toEqual(["ChangeAvailability", { connectorId: 2, type: "Operative" }]);
});

it("what the CSMS decides about a connector meanwhile is not undone", () => {
  const it = waiting();
  it.pass(1);
  it.answer("station", { status: "Accepted" });
  it.csms("ChangeAvailability", { operationalStatus: "Inoperative", evse: { id: 2 } });
  it.answer("station", { status: "Accepted" });
  expect(it.state.station.drained).toEqual([{ connectorId: 2, isOurs: false }]);
  status(it, 1, "Unavailable");
  it.pass(11_000);
  it.answer("station", { status: "Rejected" });
  expect(asked(it)[0]).toBeUndefined();
});

it("a decision about the whole station is one about each connector", () => {
  const it = waiting();
  it.pass(1);
  const turn = turnOf(it);
  // The reset is still to come.
  restoreDrained(turn);
  expect(turn.state.station.drained).toEqual([{ connectorId: 2, isOurs: true }]);
  notDrained(turn, 0);
  expect(turn.state.station.drained).toEqual([{ connectorId: 2, isOurs: false }]);
});

it("without the flag no connector is taken out of service", () => {
  const it = booted();
  status(it, 1, "Charging");
  status(it, 2, "Available");
  it.csms("Reset", { type: "OnIdle" });
  it.pass(60_000);
  expect(asked(it)[0]).toBeUndefined();
});
