/** SOAP messages as 1.5 and 1.6-S stations and their CSMSs write them, and their lives as records. */
import { newLinkId } from "../../src/base/ids.ts";
import type { Headers, HttpAnswered, SpoolRecord } from "../../src/spool/record.ts";
import { startUs } from "./recording.ts";
import { closedOf, messageOf, openedOf } from "./spool.ts";

const years = { "1.2": "2010/08", "1.5": "2012/06", "1.6": "2015/10" } as const;

export type SoapText = {
  readonly version?: keyof typeof years;
  readonly service?: "Cs" | "Cp";
  readonly identity?: string;
  /** Name of the element in the body. */
  readonly name: string;
  readonly content?: string;
};

export function envelope(text: SoapText): string {
  const { version = "1.5", service = "Cs", identity = "CP-1", name, content = "" } = text;
  const head =
    identity === ""
      ? ""
      : `<o:chargeBoxIdentity e:mustUnderstand="true">${identity}</o:chargeBoxIdentity>`;
  return (
    `<?xml version="1.0"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" ` +
    `xmlns:a="http://www.w3.org/2005/08/addressing" xmlns:o="urn://Ocpp/${service}/${years[version]}/">` +
    `<e:Header>${head}<a:MessageID>uuid:1</a:MessageID>` +
    "<a:From><a:Address>http://10.1.2.3:8080/cp</a:Address></a:From>" +
    `<a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo></e:Header>` +
    `<e:Body><o:${name}>${content}</o:${name}></e:Body></e:Envelope>`
  );
}

export function fault(code: string, reason: string): string {
  return (
    '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><e:Fault>' +
    `<e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>o:${code}</e:Value></e:Subcode></e:Code>` +
    `<e:Reason><e:Text xml:lang="en">${reason}</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>`
  );
}

const XML: Headers = [["Content-Type", "application/soap+xml; charset=utf-8"]];

export type Exchange = {
  readonly request: string | Buffer;
  readonly requestHeaders?: Headers;
  readonly caller?: "station" | "csms";
  readonly method?: string;
  /** Null: none came. */
  readonly answer: string | Buffer | null;
  readonly answerHeaders?: Headers;
  readonly status?: number;
  readonly failure?: HttpAnswered["failure"];
};

/** As the relay appends them. */
export function httpRecords(exchange: Exchange): readonly SpoolRecord[] {
  const { caller = "station", method = "POST", status = 200, failure = null } = exchange;
  const { requestHeaders = XML, answerHeaders = XML } = exchange;
  const answeredBy = caller === "station" ? "csms" : "station";
  const linkId = newLinkId();
  const opened = openedOf(linkId);
  const at = (seq: number, ms: number) => ({ linkId, seq, receivedAtUs: startUs + ms * 1000 });
  const http = { method, caller };
  const noAnswer = exchange.answer === null;
  const note: HttpAnswered = {
    ...{ note: "http-answered", status, reason: "Said", headers: answerHeaders, failure },
    answeredBy: noAnswer ? "ocpptap" : answeredBy,
  };
  const message = (seq: number, sender: "station" | "csms", payload: string | Buffer) => ({
    ...messageOf(linkId, seq, { sender, payload: Buffer.from(payload) }),
    ...at(seq, 100 * seq),
  });
  const last = noAnswer ? 1 : 2;
  const body = {
    ...opened.body,
    ...{ subprotocol: null, extensions: null, headers: requestHeaders, http },
  };
  return [
    { ...opened, ...at(0, 0), body },
    message(1, caller, exchange.request),
    { kind: "note", ...at(1, 150), body: note },
    ...(exchange.answer === null ? [] : [message(2, answeredBy, exchange.answer)]),
    { ...closedOf(linkId, last), ...at(last, 250) },
  ];
}
