import { expect, it } from "vitest";
import type { DialFailure } from "../../../src/spool/record.ts";
import { record } from "../../support/recording.ts";

function findingOf(failure: DialFailure) {
  const recording = record();
  recording.link().refuse({ refusedBy: "ocpptap", status: 502, reason: "Bad Gateway", failure });
  return recording.findings()[0];
}

it("explains each way to fail", () => {
  const cases: readonly (readonly [DialFailure["stage"], string, string, string])[] = [
    ["resolve", "ENOTFOUND", "network", "its name does not exist in DNS"],
    ["connect", "ECONNREFUSED", "csms", "nothing listens on that address and port"],
    ["tls", "CERT_HAS_EXPIRED", "csms", "its certificate has expired"],
    ["tls", "ERR_TLS_CERT_ALTNAME_INVALID", "csms", "its certificate is for another host name"],
    ["timeout", "ETIMEDOUT", "network", "it did not answer in time"],
  ];
  for (const [stage, code, side, text] of cases) {
    expect(findingOf({ stage, code, problem: "x" })).toMatchObject({
      rule: "csms-unreachable",
      severity: "error",
      side,
      sentence: `ocpptap could not reach the CSMS at wss://csms.example/ocpp/CP-1: ${text} (${code}).`,
      details: { stage, code },
    });
  }
});

it("falls back on the stage and the system's words for a code it does not know", () => {
  expect(findingOf({ stage: "tls", code: "ERR_X", problem: "alert 40" })).toMatchObject({
    sentence:
      "ocpptap could not reach the CSMS at wss://csms.example/ocpp/CP-1: the TLS handshake failed: alert 40 (ERR_X).",
  });
});

it("is silent when the CSMS answered, whatever it said", () => {
  const recording = record();
  recording.link().refuse({ refusedBy: "csms", status: 502, reason: "Bad Gateway" });
  expect(recording.rulesFound()).toEqual(["handshake-refused"]);
});

it("blames nobody when the station left before there was an answer", () => {
  const recording = record();
  recording.link().refuse({
    refusedBy: "ocpptap",
    status: 0,
    reason: "the station went away",
    failure: { stage: "answer", code: "STATION_GONE", problem: "the station went away" },
  });
  expect(recording.rulesFound()).toEqual([]);
});
