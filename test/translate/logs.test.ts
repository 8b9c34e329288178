import { expect, it } from "vitest";
import { sendLogStatus } from "../../src/translate/logs.ts";
import { answerTo, booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

const request = { logType: "SecurityLog", requestId: 1, log: { remoteLocation: "ftp://x" } };

it("a security log needs the extension", () => {
  const it = booted();
  it.csms("GetLog", request);
  expect(answerTo("csms", it.fail("station", "NotImplemented"))).toMatchObject({
    statusInfo: { reasonCode: "UnsupportedParam" },
  });
});

it("no file name means that there is nothing to upload", () => {
  const it = booted();
  it.csms("GetLog", { ...request, logType: "DiagnosticsLog" });
  expect(answerTo("csms", it.answer("station", {}))).toMatchObject({
    ...{ status: "Rejected", statusInfo: { reasonCode: "NotFound" } },
  });
});

it("only an Idle goes without a number", () => {
  const turn = turnOf(booted());
  expect(sendLogStatus(turn, { status: "Uploading", requestId: null })).toEqual([]);
  expect(sendLogStatus(turn, null)).toHaveLength(1);
});
