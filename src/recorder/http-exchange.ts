/** What is known of an exchange over plain HTTP while it goes on; saved with its link. */
import type { Sender } from "../base/ids.ts";
import type { Headers, HttpAnswered, LinkOpened } from "../spool/record.ts";
import type { TransportColumn } from "../store/rows.ts";

export type HttpExchange = {
  readonly method: string;
  readonly caller: Sender;
  readonly requestHeaders: Headers;
  transport: Exclude<TransportColumn, "">;
  /** "" while unknown. */
  version: string;
  /** Of the call; its answer is told apart by its HTTP exchange, not by an id. */
  messageId: string;
  answer: Pick<HttpAnswered, "status" | "reason" | "headers" | "answeredBy"> | null;
};

export function httpExchangeOf({ http, headers }: LinkOpened): HttpExchange | null {
  if (http === undefined) return null;
  const { method, caller } = http;
  const isSoap = isXml(headers) || headerOf(headers, "soapaction") !== "";
  return {
    ...{ method, caller, requestHeaders: headers, transport: isSoap ? "soap" : "http" },
    ...{ version: "", messageId: "", answer: null },
  };
}

/** As it is shown; "" while unknown. SOAP stations have versions that OCPP-J never had. */
export function versionOf(link: {
  readonly http: HttpExchange | null;
  readonly version: string | null;
}): string {
  return link.http === null ? (link.version ?? "") : link.http.version;
}

export function isXml(headers: Headers): boolean {
  return /^[\w.+-]+\/(?:[\w.-]+\+)?xml\b/i.test(headerOf(headers, "content-type"));
}

export function headerOf(headers: Headers, name: string): string {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? "";
}
