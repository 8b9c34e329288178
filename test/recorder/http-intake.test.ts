import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { rules } from "../../src/findings/catalogue.ts";
import { type Recording, record } from "../support/recording.ts";
import { type Exchange, envelope, fault, httpRecords } from "../support/soap.ts";

function recorded(...exchanges: readonly Exchange[]): Recording {
  const recording = record({ rules });
  for (const exchange of exchanges) httpRecords(exchange).forEach(recording.take);
  return recording;
}

const boot: Exchange = {
  request: envelope({
    name: "bootNotificationRequest",
    content:
      "<o:chargePointVendor>ACME</o:chargePointVendor><o:chargePointModel>M</o:chargePointModel>",
  }),
  answer: envelope({
    name: "bootNotificationResponse",
    content: "<o:status>Accepted</o:status><o:heartbeatInterval>300</o:heartbeatInterval>",
  }),
};

describe("a SOAP exchange", () => {
  it("is a call and its result, of the station that its header names, and one link", () => {
    const recording = recorded(boot);
    expect(recording.rows("messages")).toMatchObject([
      {
        ...{ station_id: "CP-1", sender: "station", message_type: "call", transport: "soap" },
        ...{ action: "BootNotification", ocpp_version: "1.5", message_id: "uuid:1" },
        payload: boot.request,
      },
      {
        ...{ sender: "csms", message_type: "callResult", action: "BootNotification" },
        ...{ request_seq: 1, latency_us: 100_000, ocpp_version: "1.5", payload: boot.answer },
      },
    ]);
    expect(recording.rows("links")).toMatchObject([
      { station_id: "CP-1", state: "closed", status: 200, transport: "soap", ocpp_version: "1.5" },
    ]);
    expect(recording.rulesFound()).toEqual([]);
  });

  it("of 1.6 and 1.5 fills the columns of transactions, connectors and tokens", () => {
    const content =
      "<o:connectorId>2</o:connectorId><o:idTag>AB12</o:idTag><o:meterStart>0</o:meterStart>";
    for (const version of ["1.5", "1.6"] as const) {
      const recording = recorded({
        request: envelope({ version, name: "startTransactionRequest", content }),
        answer: envelope({
          ...{ version, name: "startTransactionResponse" },
          content:
            "<o:transactionId>77</o:transactionId><o:idTagInfo><o:status>Accepted</o:status></o:idTagInfo>",
        }),
      });
      expect(recording.rows("messages")).toMatchObject([
        { connector_id: 2, id_token: "AB12", ocpp_version: version },
        { connector_id: 2, id_token: "AB12", transaction_id: "77" },
      ]);
    }
  });

  it("that the CSMS begins is a call of the CSMS", () => {
    const request = envelope({ service: "Cp", name: "resetRequest", identity: "CP-9" });
    const answer = envelope({ service: "Cp", name: "resetResponse", identity: "" });
    expect(recorded({ caller: "csms", request, answer }).rows("messages")).toMatchObject([
      { sender: "csms", station_id: "CP-9", action: "Reset", message_type: "call" },
      { sender: "station", station_id: "CP-9", action: "Reset", message_type: "callResult" },
    ]);
  });

  it("compressed is read, and its bytes on the wire are told", () => {
    const request = gzipSync(boot.request);
    const requestHeaders = [
      ["content-type", "text/xml"],
      ["Content-Encoding", "gzip"],
    ] as const;
    expect(recorded({ ...boot, request, requestHeaders }).rows("messages")[0]).toMatchObject({
      ...{ action: "BootNotification", payload: boot.request, wire_bytes: request.length },
      payload_bytes: Buffer.byteLength(String(boot.request)),
    });
  });
});

describe("what is found", () => {
  const rulesOf = (exchange: Exchange) => recorded(exchange).rulesFound();

  it("a fault, with its most specific code", () => {
    const recording = recorded({ ...boot, status: 500, answer: fault("SecurityError", "who?") });
    expect(recording.findings()).toMatchObject([
      {
        ...{ rule: "soap-fault", side: "csms", evidence: [1, 2] },
        sentence:
          'The CSMS answered BootNotification of the station with the fault SecurityError ("who?").',
      },
    ]);
    expect(recording.rows("messages")[1]).toMatchObject({ error_code: "SecurityError" });
  });

  it("an error of HTTP, also of an upload, and nobody to ask", () => {
    const html = {
      answer: "<html><br></html>",
      answerHeaders: [["Content-Type", "text/html"]],
    } as const;
    expect(rulesOf({ ...boot, ...html, status: 503 })).toEqual(["http-error"]);
    const requestHeaders = [["Content-Type", "text/plain"]] as const;
    const upload = { method: "PUT", request: "log", requestHeaders, ...html };
    const recording = recorded({ ...upload, status: 404 });
    expect(recording.findings()).toMatchObject([{ rule: "http-error", details: { status: 404 } }]);
    expect(recording.rows("messages")).toMatchObject([
      { station_id: "", transport: "http", action: "PUT", message_type: "call", ocpp_version: "" },
      { error_code: "HTTP-404", message_type: "callError" },
    ]);
    const failure = { stage: "connect", code: "ECONNREFUSED", problem: "refused" } as const;
    expect(rulesOf({ ...boot, answer: null, status: 502, failure })).toEqual(["http-error"]);
    expect(rulesOf({ ...upload, status: 200 })).toEqual([]);
  });

  it("a time-out, once", () => {
    const failure = { stage: "timeout", code: "TIMED_OUT", problem: "no answer" } as const;
    expect(rulesOf({ ...boot, answer: null, status: 504, failure })).toEqual(["soap-timeout"]);
  });

  it("no identity", () => {
    const request = envelope({ name: "heartbeatRequest", identity: "" });
    expect(rulesOf({ ...boot, request })).toEqual(["soap-identity-missing"]);
  });

  it.each([
    ["entities of its own", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ["files of this machine", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
    ["what is no XML", "<a><b></a>"],
    ["a depth without bounds", "<a>".repeat(100_000)],
    ["nothing but noise", "\u0000\u0001<"],
  ])("%s", (_what, request) => {
    const recording = recorded({ ...boot, request });
    expect(recording.rulesFound()).toEqual(["soap-unreadable"]);
    expect(recording.rows("messages")[0]).toMatchObject({ message_type: "malformed" });
    expect(JSON.stringify(recording.rows("findings"))).not.toContain("root:");
  });

  it("a body that grows without bounds when it is decompressed is shown as it came", () => {
    const request = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const requestHeaders = [
      ["Content-Type", "text/xml"],
      ["Content-Encoding", "gzip"],
    ] as const;
    const [row] = recorded({ ...boot, request, requestHeaders }).rows("messages");
    expect(row).toMatchObject({ payload_encoding: "base64", payload_bytes: request.length });
  });
});
