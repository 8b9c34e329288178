import { expect, it } from "vitest";
import { retriesIn } from "../../../src/translate/reverse/firmware.ts";
import { toCsms } from "../stage.ts";
import { callOf, csms16, reversed } from "./stage.ts";

const order = { location: "https://x", retrieveDate: "2026-05-02T01:00:00Z" };

it("statuses that 1.6 does not have are the nearest one", () => {
  const it = reversed();
  it.csms("UpdateFirmware", order);
  it.answer("station", { status: "Accepted" });
  const sent = [
    "DownloadPaused",
    "SignatureVerified",
    "InstallRebooting",
    "InvalidSignature",
  ].flatMap((status) => [
    ...it.station("FirmwareStatusNotification", { status, requestId: 1_000_000_001 }),
    ...it.drain(csms16()),
  ]);
  expect(toCsms(sent)).toEqual(
    ["Downloading", "Downloaded", "Installing", "InstallationFailed"].map((status) => [
      "FirmwareStatusNotification",
      { status },
    ]),
  );
});

it("an update that the station refuses has failed, as 1.6 cannot refuse", () => {
  const it = reversed();
  it.csms("UpdateFirmware", order);
  expect(toCsms(it.answer("station", { status: "Rejected" }))).toEqual([
    ["FirmwareStatusNotification", { status: "DownloadFailed" }],
  ]);
});

it("a signed update is told of with its own number", () => {
  const it = reversed();
  it.csms("SignedUpdateFirmware", {
    requestId: 9,
    firmware: {
      ...{ location: "x", retrieveDateTime: "2026-05-02T01:00:00Z" },
      ...{ signingCertificate: "c", signature: "s" },
    },
  });
  it.answer("station", { status: "Accepted" });
  const said = { status: "SignatureVerified", requestId: 9 };
  expect(toCsms(it.station("FirmwareStatusNotification", said))).toEqual([
    ["SignedFirmwareStatusNotification", said],
  ]);
});

it("retries are passed on where they are said", () => {
  const call = callOf("csms", "x", { retries: 2 });
  expect(retriesIn(call)).toEqual({ retries: 2 });
});
