/** XML of SOAP stations (OCPP-S), and of whoever posts to the same address. */
import { equal, ok } from "node:assert/strict";
import { limits } from "../../../src/base/limits.ts";
import { readSoap, type SoapReading } from "../../../src/exchange/soap.ts";
import { envelope, fault, httpRecords } from "../../support/soap.ts";
import { checkRecorded } from "../recorded.ts";
import type { Target } from "../target.ts";

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function checkSoap(read: Extract<SoapReading, { kind: "soap" }>, text: string): void {
  ok(depthOf(read.payload) <= 2 * limits.soapDepthMax + 2, "it is nested too deeply");
  equal(read.isResponse || read.fault === null, true);
  // Nothing is expanded: a value is never longer than all of the text.
  ok(JSON.stringify(read.payload).length <= 8 * text.length + 100, "it grew");
  ok(read.identity.length <= text.length && read.action.length <= text.length);
}

const meter =
  "<o:connectorId>1</o:connectorId><o:values><o:timestamp>2026-11-21T09:00:00Z</o:timestamp>" +
  '<o:value o:unit="Wh">1500</o:value></o:values>';

const REQUEST = envelope({ name: "heartbeatRequest" });
const ANSWER = envelope({ name: "heartbeatResponse" });

export const target: Target = {
  name: "soap",
  promise:
    "XML is SOAP, other, or unreadable with a short reason; nothing is expanded, and what comes out is bounded by what went in; as a request or an answer it becomes a row",
  seeds: [
    envelope({
      name: "bootNotificationRequest",
      content: "<o:chargePointModel>M</o:chargePointModel>",
    }),
    envelope({ name: "meterValuesRequest", content: meter }),
    envelope({
      version: "1.6",
      service: "Cp",
      name: "resetResponse",
      content: "<o:status>Accepted</o:status>",
    }),
    fault("SecurityError", "no"),
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    '<?xml version="1.0" encoding="UTF-8"?><a xmlns="urn:x"><![CDATA[ ]]><!-- --></a>',
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>x:y</faultcode></s:Fault></s:Body></s:Envelope>',
  ],
  words: [
    ...[
      "<",
      ">",
      "</",
      "/>",
      "&amp;",
      "&#x41;",
      "&lt;",
      "<![CDATA[",
      "]]>",
      "<!--",
      "-->",
      "<?",
      "?>",
    ],
    ...["<!DOCTYPE", "<!ENTITY", "xmlns:", 'xmlns=""', "o:", "e:", "__proto__", "constructor"],
    ...["Envelope", "Body", "Header", "Fault", "Code", "Subcode", "Value", "\u0000", "é", "😀"],
    ...["chargeBoxIdentity", "Request", "Response", "connectorId", "value", "values"],
  ],
  inputBytesMax: 32_768,
  check(input) {
    const text = input.toString("utf8");
    const read = readSoap(text);
    if (read.kind === "unreadable") ok(read.problem.length <= limits.soapTextCharsMax);
    if (read.kind === "soap") checkSoap(read, text);
    checkRecorded(httpRecords({ request: input, answer: ANSWER }));
    checkRecorded(httpRecords({ request: REQUEST, answer: input }));
  },
};
