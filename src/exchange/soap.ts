/**
 * Text of an HTTP body → what it says as a SOAP message of OCPP-S (OCPP 1.2, 1.5 and 1.6-S: SOAP
 * 1.2 with WS-Addressing). Total: whatever a peer sends, the answer is a value.
 *
 * Entities and document types are off: a DOCTYPE ends the reading, so there is nothing to expand,
 * to fetch or to blow up. Size, depth and number of elements are bounded.
 *
 * The payload becomes what OCPP-J would say with the same words, so that transactions, tokens and
 * connectors are found in both alike. It is a view; the bytes stay beside it.
 */
import { SaxesParser } from "saxes";
import { limits } from "../base/limits.ts";
import type { Json } from "./message.ts";

export type SoapVersion = "1.2" | "1.5" | "1.6";

export type SoapMessage = {
  readonly kind: "soap";
  /** Null where the namespace is none of OCPP's. */
  readonly version: SoapVersion | null;
  /** `chargeBoxIdentity`; "" where it is missing. */
  readonly identity: string;
  readonly messageId: string;
  readonly relatesTo: string;
  /** Addresses, as they were sent; "" for none. */
  readonly from: string;
  readonly replyTo: string;
  /** `BootNotification`; "" where the body is empty or a fault. */
  readonly action: string;
  readonly isResponse: boolean;
  readonly fault: SoapFault | null;
  readonly payload: Json;
};

export type SoapFault = {
  /** The most specific code, e.g. `SecurityError` (OCPP-S 1.5 §4.6), without its prefix. */
  readonly code: string;
  readonly reason: string;
};

export type SoapReading =
  | SoapMessage
  /** XML, and no SOAP envelope. */
  | { readonly kind: "other" }
  | { readonly kind: "unreadable"; readonly problem: string };

const ENVELOPES: ReadonlySet<string> = new Set([
  "http://www.w3.org/2003/05/soap-envelope",
  // SOAP 1.1: no OCPP-S, and sent in the field all the same.
  "http://schemas.xmlsoap.org/soap/envelope/",
]);

/** The Central System's and the Charge Point's service. */
const VERSIONS: Readonly<Record<string, SoapVersion>> = {
  "urn://Ocpp/Cs/2010/08/": "1.2",
  "urn://Ocpp/Cp/2010/08/": "1.2",
  "urn://Ocpp/Cs/2012/06/": "1.5",
  "urn://Ocpp/Cp/2012/06/": "1.5",
  "urn://Ocpp/Cs/2015/10/": "1.6",
  "urn://Ocpp/Cp/2015/10/": "1.6",
};

/** An element on its way to being a value. */
type Element = {
  readonly name: string;
  readonly uri: string;
  readonly children: Element[];
  text: string;
};

/** Ends the parsing; never leaves this file. */
class Unreadable extends Error {}

export function readSoap(text: string): SoapReading {
  if (text.length > limits.soapReadBytesMax) {
    return unreadable(`it has ${text.length} characters, and ${limits.soapReadBytesMax} are read`);
  }
  try {
    return messageOf(parseXml(text));
  } catch (thrown) {
    if (thrown instanceof Unreadable) return unreadable(thrown.message);
    throw thrown;
  }
}

function unreadable(problem: string): SoapReading {
  return { kind: "unreadable", problem: problem.slice(0, limits.soapTextCharsMax) };
}

function parseXml(text: string): Element {
  const parser = new SaxesParser({ xmlns: true });
  const root: Element = { name: "", uri: "", children: [], text: "" };
  const open: Element[] = [root];
  let elements = 0;
  const top = () => open.at(-1) ?? root;
  parser.on("error", (error) => {
    throw new Unreadable(error.message);
  });
  parser.on("doctype", () => {
    throw new Unreadable("it has a DOCTYPE, which SOAP forbids (SOAP 1.2 part 1 §5)");
  });
  parser.on("opentag", ({ local, uri }) => {
    elements += 1;
    if (open.length > limits.soapDepthMax || elements > limits.soapElementsMax) {
      throw new Unreadable("its elements are nested too deeply, or too many");
    }
    const element = { name: local, uri, children: [], text: "" };
    top().children.push(element);
    open.push(element);
  });
  const addText = (part: string) => {
    top().text += part;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => void open.pop());
  parser.write(text).close();
  return root;
}

function messageOf(root: Element): SoapReading {
  const [envelope] = root.children;
  if (envelope?.name !== "Envelope" || !ENVELOPES.has(envelope.uri)) return { kind: "other" };
  const header = childOf(envelope, "Header");
  const content = childOf(envelope, "Body")?.children[0];
  const isFault = content?.name === "Fault" && ENVELOPES.has(content.uri);
  const [, name = "", kind = ""] = /^(.*?)(Request|Response)?$/.exec(content?.name ?? "") ?? [];
  const told = (field: string) => childOf(header, field)?.text.trim() ?? "";
  const address = (field: string) => childOf(childOf(header, field), "Address")?.text.trim() ?? "";
  return {
    kind: "soap",
    version: versionOf(content) ?? versionOf(childOf(header, "chargeBoxIdentity")),
    identity: told("chargeBoxIdentity"),
    ...{ messageId: told("MessageID"), relatesTo: told("RelatesTo") },
    ...{ from: address("From"), replyTo: address("ReplyTo") },
    action: isFault ? "" : name.charAt(0).toUpperCase() + name.slice(1),
    isResponse: isFault || kind === "Response",
    fault: isFault && content !== undefined ? faultOf(content) : null,
    payload: isFault || content === undefined ? {} : objectOf(content),
  };
}

function versionOf(element: Element | undefined): SoapVersion | null {
  const uri = element?.uri ?? "";
  return Object.hasOwn(VERSIONS, uri) ? (VERSIONS[uri] ?? null) : null;
}

function childOf(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((child) => child.name === name);
}

/** SOAP 1.2 part 1 §5.4: code, subcodes within it, reason. SOAP 1.1: faultcode, faultstring. */
function faultOf(fault: Element): SoapFault {
  let code = childOf(fault, "Code") ?? childOf(fault, "faultcode");
  for (
    let inner = childOf(code, "Subcode");
    inner !== undefined;
    inner = childOf(inner, "Subcode")
  ) {
    code = inner;
  }
  const value = (childOf(code, "Value") ?? code)?.text.trim() ?? "";
  const reason = childOf(childOf(fault, "Reason"), "Text") ?? childOf(fault, "faultstring");
  return { code: value.replace(/^.*:/s, ""), reason: reason?.text.trim() ?? "" };
}

/** Fields that OCPP-J has as lists, also where there is one. */
const LISTS: ReadonlySet<string> = new Set([
  ...["meterValue", "sampledValue", "transactionData", "configurationKey", "unknownKey", "key"],
  ...["localAuthorizationList", "chargingSchedulePeriod", "values", "value"],
]);

/** Fields that OCPP-J has as numbers. */
const NUMBERS: ReadonlySet<string> = new Set([
  ...["connectorId", "transactionId", "meterStart", "meterStop", "reservationId", "interval"],
  ...["heartbeatInterval", "listVersion", "retries", "retryInterval", "stackLevel"],
  ...["chargingProfileId", "duration", "startPeriod", "limit", "numberPhases", "minChargingRate"],
]);

function objectOf({ children }: Element): { readonly [name: string]: Json } {
  const byName = Map.groupBy(children, (child) => child.name);
  return Object.fromEntries(
    [...byName].map(([name, same]) => {
      const values = same.map(contentOf);
      const isList = values.length > 1 || (LISTS.has(name) && same[0]?.children.length !== 0);
      return [name, isList ? values : (values[0] ?? null)];
    }),
  );
}

function contentOf(element: Element): Json {
  if (element.children.length > 0) return objectOf(element);
  const text = element.text.trim();
  return NUMBERS.has(element.name) && /^-?\d{1,15}(?:\.\d{1,9})?$/.test(text) ? Number(text) : text;
}
