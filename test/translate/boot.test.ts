import { expect, it } from "vitest";
import { bootAgain } from "../../src/translate/boot.ts";
import { answerTo, booted, stage, toCsms } from "./stage.ts";
import { turnOf } from "./turns.ts";

it("without a boot, the station is asked for one; then one is made up", () => {
  const it = stage();
  it.up("station");
  it.up("csms");
  const asked = it.pass(10_000);
  expect(asked.map(({ action, payload }) => [action, payload])).toEqual([
    ["TriggerMessage", { requestedMessage: "BootNotification" }],
  ]);
  expect(toCsms(it.fail("station", "NotImplemented"))).toEqual([
    [
      "BootNotification",
      { chargingStation: { vendorName: "Unknown", model: "Unknown" }, reason: "Unknown" },
    ],
  ]);
});

it("a CSMS that does not answer a boot gives the station a time to try again", () => {
  const it = stage();
  it.up("station");
  it.up("csms");
  it.station("BootNotification", { chargePointVendor: "A", chargePointModel: "M" });
  expect(answerTo("station", it.fail("csms", "InternalError"))).toMatchObject({
    ...{ status: "Rejected", interval: 60 },
  });
});

it("the reason of a boot: a reset of ours, new firmware, a trigger", () => {
  const it = booted();
  const boot = (firmwareVersion: string) => {
    const identity = { chargePointVendor: "A", chargePointModel: "M", firmwareVersion };
    const [call] = toCsms(it.station("BootNotification", identity));
    it.drain(() => ({ status: "Accepted", interval: 9, currentTime: "2026-05-01T10:00:00Z" }));
    return (call?.[1] as { reason?: string } | undefined)?.reason;
  };
  expect(boot("1")).toBe("FirmwareUpdate");
  expect(boot("1")).toBe("PowerUp");
  it.csms("Reset", { type: "Immediate" });
  it.answer("station", { status: "Accepted" });
  expect(boot("1")).toBe("RemoteReset");
  it.csms("TriggerMessage", { requestedMessage: "BootNotification" });
  it.answer("station", { status: "Accepted" });
  expect(boot("1")).toBe("Triggered");
});

it("a boot that the CSMS wants again is made of the last one", () => {
  const turn = turnOf(booted());
  bootAgain(turn);
  expect(turn.state.live.csms.waiting[0]?.payload).toMatchObject({ reason: "Triggered" });
});

it("before it is accepted, a station's notifications wait and its questions fail", () => {
  const it = stage();
  it.up("station");
  it.up("csms");
  const status = { connectorId: 1, errorCode: "NoError", status: "Available" };
  expect(answerTo("station", it.station("StatusNotification", status))).toEqual({});
  expect(answerTo("station", it.station("Authorize", { idTag: "A" }))).toEqual({
    errorCode: "GenericError",
  });
  expect(it.sent.filter(({ leg }) => leg === "csms")).toEqual([]);
});
