import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSoap } from "../../src/exchange/soap.ts";
import { envelope, fault } from "../support/soap.ts";

describe("readSoap", () => {
  it("tells who says what to whom", () => {
    expect(readSoap(envelope({ name: "heartbeatRequest", version: "1.2" }))).toEqual({
      ...{ kind: "soap", version: "1.2", identity: "CP-1", messageId: "uuid:1", relatesTo: "" },
      from: "http://10.1.2.3:8080/cp",
      replyTo: "http://www.w3.org/2005/08/addressing/anonymous",
      ...{ action: "Heartbeat", isResponse: false, fault: null, payload: {} },
    });
  });

  it("gives the words of OCPP-J: numbers, lists, and text as it is", () => {
    const content =
      "<o:connectorId>1</o:connectorId><o:meterValue><o:timestamp>2026-01-01T00:00:00Z</o:timestamp>" +
      "<o:sampledValue><o:value>007</o:value></o:sampledValue></o:meterValue><o:idTag>1</o:idTag>";
    expect(
      readSoap(envelope({ name: "meterValuesRequest", version: "1.6", content })),
    ).toMatchObject({
      payload: {
        ...{ connectorId: 1, idTag: "1" },
        meterValue: [{ timestamp: "2026-01-01T00:00:00Z", sampledValue: [{ value: "007" }] }],
      },
    });
  });

  it("reads faults of either SOAP", () => {
    expect(readSoap(fault("IdentityMismatch", "no"))).toMatchObject({
      fault: { code: "IdentityMismatch", reason: "no" },
    });
    const old =
      '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>' +
      "<faultcode>s:Server</faultcode><faultstring>oops</faultstring></s:Fault></s:Body></s:Envelope>";
    expect(readSoap(old)).toMatchObject({ fault: { code: "Server", reason: "oops" } });
  });

  it("other XML is other, and names of our objects are only names", () => {
    expect(readSoap("<html/>")).toEqual({ kind: "other" });
    const content = "<o:__proto__>1</o:__proto__><o:constructor>2</o:constructor>";
    const read = readSoap(envelope({ name: "dataTransferRequest", content }));
    expect(read).toMatchObject({ kind: "soap", action: "DataTransfer" });
    expect(Object.getPrototypeOf(Object(read)["payload"])).toBe(Object.prototype);
  });

  it("never throws, whatever comes", () => {
    const valid = envelope({ name: "heartbeatRequest" });
    fc.assert(
      fc.property(fc.nat(valid.length), fc.string({ maxLength: 20 }), (at, noise) => {
        const read = readSoap(valid.slice(0, at) + noise + valid.slice(at + 3));
        expect(["soap", "other", "unreadable"]).toContain(read.kind);
      }),
    );
    expect(readSoap("x".repeat(2 ** 20 + 1)).kind).toBe("unreadable");
    expect(readSoap(`<a>${"<b/>".repeat(60_000)}</a>`).kind).toBe("unreadable");
  });
});
