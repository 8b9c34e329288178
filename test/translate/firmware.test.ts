import { expect, it } from "vitest";
import { sendFirmwareStatus } from "../../src/translate/firmware.ts";
import { answerTo, booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

const signed = {
  requestId: 5,
  firmware: {
    ...{ location: "https://x/f", retrieveDateTime: "2026-05-02T01:00:00Z" },
    ...{ signature: "s", signingCertificate: "c" },
  },
};

it("signed firmware is not sent unsigned, unless an operator says so", () => {
  const it = booted();
  it.csms("UpdateFirmware", signed);
  expect(answerTo("csms", it.fail("station", "NotImplemented"))).toMatchObject({
    ...{ status: "Rejected", statusInfo: { reasonCode: "UnsupportedRequest" } },
  });
  const lax = booted({ settings: { unsignedFirmwareDowngrade: true } });
  lax.csms("UpdateFirmware", signed);
  const [call] = lax.fail("station", "NotImplemented");
  expect(call?.action).toBe("UpdateFirmware");
});

it("a finished update is not begun again", () => {
  const it = booted();
  it.csms("UpdateFirmware", signed);
  it.answer("station", { status: "Accepted" });
  it.station("SignedFirmwareStatusNotification", { status: "Installed", requestId: 5 });
  it.drain();
  expect(answerTo("csms", it.csms("UpdateFirmware", signed))).toMatchObject({
    statusInfo: { reasonCode: "DuplicateRequestId" },
  });
});

it("without a job there is nothing but Idle", () => {
  const turn = turnOf(booted());
  const [key = ""] = sendFirmwareStatus(turn, null);
  expect(turn.state.outbox[key]?.payload).toEqual({ status: "Idle" });
});
