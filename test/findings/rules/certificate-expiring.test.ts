import { expect, it } from "vitest";
import { certificateExpiring } from "../../../src/findings/rules/certificate-expiring.ts";
import { record } from "../../support/recording.ts";

const facts = {
  ...{ subject: "CN=CP-1", issuer: "CN=ca", serial: "01", fingerprint: "AA" },
  ...{ identities: ["CP-1"], validFrom: "2020-01-01T00:00:00.000Z", problem: null },
};

function found(validTo: string | null) {
  const recording = record({ rules: [certificateExpiring] });
  const tls = { version: "TLSv1.3", cipher: "x" };
  const certificate = validTo === null ? {} : { certificate: { ...facts, validTo } };
  recording.link().open({ tls: { ...tls, ...certificate } });
  return recording.findings();
}

it("warns before the end, and not earlier", () => {
  expect(found("2020-01-01T00:00:00.000Z")).toMatchObject([
    {
      rule: "certificate-expiring",
      sentence: "The station's certificate (CN=CP-1) ends in 0 days, at 2020-01-01T00:00:00.000Z.",
    },
  ]);
  expect(found("2099-01-01T00:00:00.000Z")).toEqual([]);
  expect(found(null)).toEqual([]);
});
