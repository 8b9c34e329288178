import { request } from "node:http";
import { expect, it } from "vitest";
import { answerHeaders, respell } from "../../src/relay/http-heads.ts";
import { startRawCsms } from "../support/raw-peers.ts";

it("names are spelled as they came, in their order; what the proxy decides stays", async () => {
  const csms = await startRawCsms(() => null);
  const headers = { host: "new", "x-a": "1, 2", soapaction: '"/A"', authorization: "ours" };
  const outgoing = request({ port: csms.port, host: "127.0.0.1", path: "/", headers });
  outgoing.on("error", () => undefined);
  respell(outgoing, ["SOAPAction", '"/A"', "HOST", "old", "X-A", "1", "x-a", "2", "Gone", "1"]);
  outgoing.end();
  const leg = await csms.leg(1);
  await leg.sees("\r\n\r\n");
  expect(leg.text().split("\r\n").slice(1, 6)).toEqual([
    ...['SOAPAction: "/A"', "HOST: new", "X-A: 1", "X-A: 2", "authorization: ours"],
  ]);
  outgoing.destroy();
});

it("an answer keeps everything but what is of one hop", () => {
  expect(
    answerHeaders(["X-A", "1", "Transfer-Encoding", "chunked", "connection", "x", "x-a", "2"]),
  ).toEqual(["X-A", "1", "x-a", "2", "Connection", "close"]);
});
