import { describe, expect, it } from "vitest";
import type { Json } from "../../src/exchange/message.ts";
import { hasPlugAndCharge } from "../../src/translate/plug-and-charge.ts";
import { answerTo, booted, deadLetters, type Sent, type Stage, toCsms } from "./stage.ts";

const vendorId = "org.openchargealliance.iso15118pnc";
const contract = "DE8AACA2B3C4D5";
const hash = {
  ...{ hashAlgorithm: "SHA256", issuerNameHash: "aa", issuerKeyHash: "bb", serialNumber: "1f" },
};

function transfer(it: Stage, messageId: string, data: Json): readonly Sent[] {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  return it.station("DataTransfer", { vendorId, messageId, data: text });
}

/** A stage whose station has said that it can. */
function able(): Stage {
  const it = booted();
  const component = { name: "ISO15118Ctrlr" };
  it.csms("GetVariables", { getVariableData: [{ component, variable: { name: "PnCEnabled" } }] });
  const key = { key: "ISO15118PnCEnabled", readonly: false, value: "true" };
  it.answer("station", { configurationKey: [key] });
  expect(hasPlugAndCharge(it.state)).toBe(true);
  return it;
}

const asked = (it: Stage) => {
  const { action, payload } = it.pending("station") ?? { action: "nothing", payload: null };
  const { data, messageId } = payload as { data?: string; messageId?: string };
  return [action, messageId, data === undefined ? null : JSON.parse(data)];
};

const wrapped = (payload: Json) => ({ status: "Accepted", data: JSON.stringify(payload) });

describe("what a station asks in a DataTransfer", () => {
  it("is asked of the CSMS as such, and the answer goes back the same way", () => {
    const it = booted();
    const certificate = "-----BEGIN CERTIFICATE-----";
    const sent = transfer(it, "Authorize", { idToken: contract, certificate });
    const idToken = { idToken: contract, type: "eMAID" };
    expect(toCsms(sent)).toEqual([["Authorize", { idToken, certificate }]]);
    const told = { idTokenInfo: { status: "Accepted" }, certificateStatus: "Accepted" };
    expect(answerTo("station", it.answer("csms", told))).toEqual(wrapped(told));
  });

  it("an idToken may be one of 2.0.1; a start then names the same token", () => {
    const it = booted({ settings: { idTokenType: "Central" } });
    const idToken = { idToken: "ODD-CONTRACT-1", type: "eMAID" };
    transfer(it, "Authorize", { idToken });
    it.answer("csms", { idTokenInfo: { status: "Accepted" } });
    const timestamp = new Date(it.now).toISOString();
    const start = { connectorId: 1, idTag: "ODD-CONTRACT-1", meterStart: 0, timestamp };
    expect(toCsms(it.station("StartTransaction", start))).toMatchObject([
      ["TransactionEvent", { idToken }],
    ]);
  });

  it.each([
    ["SignCertificate", { csr: "x", certificateType: "V2GCertificate" }, { status: "Accepted" }],
    [
      "Get15118EVCertificate",
      { iso15118SchemaVersion: "urn:iso", action: "Install", exiRequest: "x" },
      { status: "Accepted", exiResponse: "y" },
    ],
    [
      "GetCertificateStatus",
      { ocspRequestData: { ...hash, responderURL: "http://x" } },
      { status: "Accepted", ocspResult: "z" },
    ],
  ])("%s", (action, request, response) => {
    const it = booted();
    expect(toCsms(transfer(it, action, request))).toEqual([[action, request]]);
    expect(answerTo("station", it.answer("csms", response))).toEqual(wrapped(response));
  });

  it("what is no message of 2.0.1 is refused and goes nowhere", () => {
    const it = booted();
    for (const data of ["", "{", "[]", { csr: 7 }]) {
      const sent = transfer(it, "SignCertificate", data);
      expect(answerTo("station", sent)).toEqual({ status: "Rejected" });
      expect(toCsms(sent)).toEqual([]);
    }
    const unknown = transfer(it, "Reset", { type: "Immediate" });
    expect(answerTo("station", unknown)).toEqual({ status: "UnknownMessageId" });
  });

  it("a CSMS that refuses is a refusal; a CSMS that is away is an error", () => {
    const it = booted();
    transfer(it, "Authorize", { idToken: contract });
    const refused = it.fail("csms", "NotImplemented");
    expect(answerTo("station", refused)).toEqual({ status: "Rejected" });
    transfer(it, "Authorize", { idToken: contract });
    const late = it.pass(31_000);
    expect(answerTo("station", late)).toEqual({ errorCode: "GenericError" });
  });
});

describe("what the CSMS asks about contracts", () => {
  it("a root certificate is installed by a DataTransfer", () => {
    const it = able();
    const request = { certificateType: "V2GRootCertificate", certificate: "x" };
    it.csms("InstallCertificate", request);
    expect(asked(it)).toEqual(["DataTransfer", "InstallCertificate", request]);
    const told = it.answer("station", wrapped({ status: "Accepted" }));
    expect(answerTo("csms", told)).toEqual({ status: "Accepted" });
  });

  it("other certificates go their own way", () => {
    const it = able();
    const request = { certificateType: "CSMSRootCertificate", certificate: "x" };
    it.csms("InstallCertificate", request);
    expect(it.pending("station")?.action).toBe("InstallCertificate");
  });

  it("a refused or unreadable DataTransfer is the refusal of the command", () => {
    const request = { certificateType: "V2GCertificate", certificateChain: "x" };
    for (const [conf, reasonCode] of [
      [{ status: "UnknownVendorId" }, "UnsupportedRequest"],
      [{ status: "Rejected" }, "InternalError"],
      [{ status: "Accepted", data: "{" }, "InternalError"],
    ] as const) {
      const it = able();
      it.csms("CertificateSigned", request);
      expect(asked(it)).toEqual(["DataTransfer", "CertificateSigned", request]);
      const told = it.answer("station", conf);
      expect(answerTo("csms", told)).toEqual({ status: "Rejected", statusInfo: { reasonCode } });
    }
  });

  it("a station without it is not asked", () => {
    const it = booted();
    const request = { certificateType: "V2GCertificate", certificateChain: "x" };
    const sent = it.csms("CertificateSigned", request);
    expect(answerTo("csms", sent)).toMatchObject({ status: "Rejected" });
    expect(it.pending("station")).toBeNull();
  });

  it("a certificate is deleted where it is", () => {
    const it = able();
    it.csms("DeleteCertificate", { certificateHashData: hash });
    expect(it.pending("station")?.action).toBe("DeleteCertificate");
    it.answer("station", { status: "NotFound" });
    expect(asked(it)).toEqual([
      ...["DataTransfer", "DeleteCertificate"],
      { certificateHashData: hash },
    ]);
    const told = it.answer("station", wrapped({ status: "Accepted" }));
    expect(answerTo("csms", told)).toEqual({ status: "Accepted" });
  });

  it("installed certificates of both kinds are told together", () => {
    const it = able();
    it.csms("GetInstalledCertificateIds", {});
    it.answer("station", { status: "Accepted", certificateHashData: [hash] });
    it.answer("station", { status: "NotFound" });
    const certificateType = ["V2GRootCertificate", "MORootCertificate", "V2GCertificateChain"];
    expect(asked(it)).toEqual(["DataTransfer", "GetInstalledCertificateIds", { certificateType }]);
    const chain = { certificateType: "V2GCertificateChain", certificateHashData: hash };
    const bad = { certificateType: "Nonsense", certificateHashData: hash };
    const certificateHashDataChain = [
      { ...chain, childCertificateHashData: [hash, { ...hash, hashAlgorithm: "MD5" }] },
      bad,
    ];
    const told = it.answer("station", wrapped({ status: "Accepted", certificateHashDataChain }));
    expect(answerTo("csms", told)).toEqual({
      status: "Accepted",
      certificateHashDataChain: [
        { certificateType: "CSMSRootCertificate", certificateHashData: hash },
        { ...chain, childCertificateHashData: [hash] },
      ],
    });
  });

  it("a station without the security extension still tells those of contracts", () => {
    const it = able();
    it.csms("GetInstalledCertificateIds", {});
    it.fail("station", "NotImplemented");
    expect(asked(it).slice(0, 2)).toEqual(["DataTransfer", "GetInstalledCertificateIds"]);
    const told = it.answer("station", { status: "UnknownMessageId" });
    expect(answerTo("csms", told)).toEqual({ status: "NotFound" });
    expect(deadLetters(it)).toEqual([]);
  });

  it("a contract's certificate is asked for", () => {
    const it = able();
    it.csms("TriggerMessage", { requestedMessage: "SignV2GCertificate" });
    const request = { requestedMessage: "SignV2GCertificate" };
    expect(asked(it)).toEqual(["DataTransfer", "TriggerMessage", request]);
    const told = it.answer("station", wrapped({ status: "Accepted" }));
    expect(answerTo("csms", told)).toEqual({ status: "Accepted" });
    const plain = booted().csms("TriggerMessage", { requestedMessage: "SignV2GCertificate" });
    expect(answerTo("csms", plain)).toEqual({ status: "NotImplemented" });
  });
});
