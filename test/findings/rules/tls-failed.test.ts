import { expect, it } from "vitest";
import { tlsFailed } from "../../../src/findings/rules/tls-failed.ts";
import { record } from "../../support/recording.ts";

function findingsFor(body: Parameters<ReturnType<ReturnType<typeof record>["link"]>["refuse"]>[0]) {
  const recording = record({ rules: [tlsFailed] });
  recording.link().refuse(body);
  return recording.findings();
}

const ofStation = (code: string, problem = "") =>
  findingsFor({
    ...{ status: 0, failure: null, remoteAddress: "10.0.0.7" },
    arrival: { kind: "tls-failed", code, problem },
  });
const ofCsms = (code: string, problem = "", status = 502) =>
  findingsFor({ status, failure: { stage: "tls", code, problem }, upstreamUrl: "wss://csms/x" });

it("says whose certificate or version it was", () => {
  expect(ofStation("ERR_SSL_UNSUPPORTED_PROTOCOL")).toMatchObject([
    {
      severity: "error",
      side: "station",
      sentence:
        "The TLS handshake of a connection from 10.0.0.7 failed: the station offers only TLS versions that are refused here (ERR_SSL_UNSUPPORTED_PROTOCOL).",
    },
  ]);
  expect(ofStation("ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED")).toMatchObject([{ side: "ours" }]);
  expect(ofCsms("CERT_HAS_EXPIRED")).toMatchObject([
    {
      side: "csms",
      sentence:
        "The TLS handshake with the CSMS at wss://csms/x failed: its certificate has expired (CERT_HAS_EXPIRED).",
    },
  ]);
});

it("passes on what it does not know", () => {
  expect(ofStation("ERR_X", "odd bytes")).toMatchObject([
    { sentence: expect.stringMatching(/failed: odd bytes \(ERR_X\)\.$/) },
  ]);
  expect(ofCsms("", "odd")).toMatchObject([{ sentence: expect.stringContaining("odd") }]);
});

it("is silent about other failures, and where the station had gone", () => {
  expect(findingsFor({ failure: { stage: "connect", code: "ECONNREFUSED", problem: "" } })).toEqual(
    [],
  );
  expect(ofCsms("CERT_HAS_EXPIRED", "", 0)).toEqual([]);
  const arrival = { kind: "tls-on-plain-port", code: "", problem: "" } as const;
  expect(findingsFor({ status: 0, failure: null, arrival })).toEqual([]);
});
