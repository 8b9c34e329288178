import { expect, it } from "vitest";
import { hashFields, isHash } from "../../src/translate/certificates.ts";
import { answerTo, booted } from "./stage.ts";

const hash = {
  ...{ hashAlgorithm: "SHA256", issuerNameHash: "AA", issuerKeyHash: "Bb", serialNumber: "1F" },
};

it("a hash is written in small letters and judged by what 2.0.1 takes", () => {
  expect(hashFields({ ...hash, more: 1 })).toEqual({
    ...{ hashAlgorithm: "SHA256", issuerNameHash: "aa", issuerKeyHash: "bb", serialNumber: "1f" },
  });
  expect(isHash(hashFields(hash))).toBe(true);
  expect(isHash(hashFields({ ...hash, hashAlgorithm: "MD5" }))).toBe(false);
  expect(isHash(hashFields({ ...hash, serialNumber: "1".repeat(41) }))).toBe(false);
  expect(isHash(hashFields("none"))).toBe(false);
});

it("a certificate's type has another name in 1.6; one that it does not have is refused", () => {
  const it = booted();
  const certificate = "x";
  it.csms("InstallCertificate", { certificateType: "CSMSRootCertificate", certificate });
  expect(it.pending("station")?.payload).toEqual({
    ...{ certificateType: "CentralSystemRootCertificate", certificate },
  });
  it.answer("station", { status: "Accepted" });
  const sent = it.csms("InstallCertificate", {
    certificateType: "V2GRootCertificate",
    certificate,
  });
  expect(answerTo("csms", sent)).toMatchObject({ status: "Rejected" });
});

it("a request for a certificate waits for the CSMS's word", () => {
  const it = booted();
  it.station("SignCertificate", { csr: "x" });
  expect(it.pending("csms")?.payload).toEqual({
    ...{ csr: "x", certificateType: "ChargingStationCertificate" },
  });
  expect(answerTo("station", it.answer("csms", { status: "Rejected" }))).toEqual({
    status: "Rejected",
  });
  const long = it.station("SignCertificate", { csr: "x".repeat(5_501) });
  expect(answerTo("station", long)).toEqual({ errorCode: "PropertyConstraintViolation" });
});
