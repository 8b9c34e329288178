import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { headerOf, httpExchangeOf, isXml, versionOf } from "../../src/recorder/http-exchange.ts";
import { openedOf } from "../support/spool.ts";

const opened = openedOf(newLinkId()).body;
const http = { method: "POST", caller: "station" } as const;

it("is SOAP where its type or its action says so, and nothing for a WebSocket", () => {
  expect(httpExchangeOf(opened)).toBeNull();
  const transports = [
    [["content-type", "text/xml; charset=utf-8"]],
    [["Content-Type", "application/soap+xml"]],
    [["SOAPAction", '"/Heartbeat"']],
    [["Content-Type", "application/octet-stream"]],
  ].map((headers) => {
    const pairs = headers.map(([name = "", value = ""]) => [name, value] as const);
    return httpExchangeOf({ ...opened, http, headers: pairs })?.transport;
  });
  expect(transports).toEqual(["soap", "soap", "soap", "http"]);
});

it("has the version that its messages name", () => {
  expect(versionOf({ http: null, version: "1.6" })).toBe("1.6");
  const exchange = httpExchangeOf({ ...opened, http });
  expect(versionOf({ http: exchange, version: "1.6" })).toBe("");
});

it("headers are found whatever their case", () => {
  const headers = [["CONTENT-Type", "text/xml"]] as const;
  expect([headerOf(headers, "content-type"), isXml(headers), isXml([])]).toEqual([
    ...["text/xml", true, false],
  ]);
});
