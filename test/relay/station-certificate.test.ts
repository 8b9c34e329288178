import { describe, expect, it } from "vitest";
import { certificateProblem, identitiesOf } from "../../src/relay/station-certificate.ts";
import type { StationCertificate } from "../../src/spool/record.ts";

const certificate: StationCertificate = {
  ...{ subject: "CN=CP-1", issuer: "CN=ca", serial: "1", fingerprint: "AA" },
  ...{ identities: ["CP-1"], problem: null },
  ...{ validFrom: "2026-01-01T00:00:00.000Z", validTo: "2027-01-01T00:00:00.000Z" },
};
const demand = { clientCertificate: "require", clientIdentity: "station" } as const;
const at = { stationId: "CP-1", nowMs: Date.parse("2026-06-01") };
const tls = (changed: Partial<StationCertificate> = {}) => ({
  ...{ version: "TLSv1.3", cipher: "x" },
  certificate: { ...certificate, ...changed },
});

describe("lets in", () => {
  it.each([
    ["the station of its name", demand, tls(), null],
    ["any station, where that is wanted", { ...demand, clientIdentity: "any" }, tls(), "CP-9"],
    ["one without, where it is only asked for", { ...demand, clientCertificate: "request" }, null],
  ] as const)("%s", (_who, wanted, shown, stationId: string | null = null) => {
    const where = stationId === null ? at : { ...at, stationId };
    expect(certificateProblem(wanted, shown, where)).toBeNull();
  });
});

describe("refuses, in a sentence", () => {
  it.each([
    ["one without a certificate", null, at, "none was shown"],
    ["another's", tls(), { ...at, stationId: "CP-2" }, "is another's"],
    ["no identity at all", tls({ identities: [] }), { ...at, stationId: "" }, "is another's"],
    ["an unknown authority", tls({ problem: "SELF_SIGNED_CERT_IN_CHAIN" }), at, "tls.clientCa"],
    ["what is revoked", tls({ problem: "CERT_REVOKED" }), at, "it was revoked (CERT_REVOKED)"],
    ["what nobody knows", tls({ problem: "ODD" }), at, "not valid here: ODD"],
    ["one that ended after its session began", tls(), { ...at, nowMs: 2e12 }, "it has expired"],
  ])("%s", (_what, shown, where, sentence) => {
    expect(certificateProblem(demand, shown, where)).toContain(sentence);
    const asked = { ...demand, clientCertificate: "request" } as const;
    if (shown !== null) expect(certificateProblem(asked, shown, where)).toContain(sentence);
  });
});

describe("whose it is", () => {
  it.each([
    ["common name", "C=NL\nO=Depot\nCN=CP-1", "", ["CP-1"]],
    [
      "DNS and URI",
      "O=x",
      "DNS:CP-2, URI:urn:ocpp:CP-3, URI:https://x/a/CP-4, IP Address:::1",
      [...["CP-2", "CP-3", "CP-4"]],
    ],
    ["escaped", "CN=CP\\+1", "", ["CP+1"]],
    ["two common names", "CN=CP-1\nCN=CP-2", "", []],
    ["a name within another attribute", "O=x\\, CN=CP-2\nCN=CP-1", "", ["CP-1"]],
    ["a name within a name", "CN=a", 'DNS:"b, DNS:CP-2, URI:x", DNS:c', ["a", "c"]],
  ])("%s", (_how, subject, names, identities) => {
    expect(identitiesOf(subject, names)).toEqual(identities);
  });
});
