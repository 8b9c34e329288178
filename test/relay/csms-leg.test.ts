import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { dialCsms, headersOf } from "../../src/relay/csms-leg.ts";
import type { Gone } from "../../src/relay/early-bytes.ts";
import { createAuthority } from "../support/certificates.ts";
import { asking, startWsServer, translatedRoute } from "../support/legs.ts";
import { startRawCsms } from "../support/raw-peers.ts";

const offer = {
  ...{ stationId: "CP-1", target: "/CP-1?a=b" },
  ...{ authorization: "Basic \xe4==", subprotocol: "ocpp2.0.1" },
};

async function dial(url: string, { dialMs = 5_000, gone = null as Gone | null, ca = "" } = {}) {
  const route = translatedRoute(url, {}, ca === "" ? undefined : ca);
  const answer = await dialCsms(
    { ...offer, upstream: route.upstream },
    gone,
    await asking(route, dialMs),
  );
  if (answer.kind === "open") onTestFinished(() => answer.webSocket.terminate());
  return answer;
}

it("offers one subprotocol, shows the credentials byte for byte, and loses nothing", async () => {
  const csms = await startWsServer();
  const answer = await dial(csms.url);
  if (answer.kind !== "open") throw new Error("refused");
  expect(csms.requests).toEqual([{ url: "/CP-1?a=b", authorization: "Basic \xe4==" }]);
  expect(answer.webSocket.protocol).toBe("ocpp2.0.1");
  expect(answer.headers).toContainEqual(["Sec-WebSocket-Protocol", "ocpp2.0.1"]);
  // Paused: what it sends before anybody listens is not lost.
  (await csms.nth(1)).send("at once");
  answer.webSocket.resume();
  const [data] = (await once(answer.webSocket, "message")) as [Buffer];
  expect(String(data)).toBe("at once");
});

it("a refusal is told with status, headers and the beginning of its body", async () => {
  const body = "who are you?";
  const csms = await startRawCsms(
    () => `HTTP/1.1 401 Nope\r\nWWW-Authenticate: Basic\r\nContent-Length: 12\r\n\r\n${body}`,
  );
  expect(await dial(csms.url)).toMatchObject({
    ...{ kind: "refused", status: 401, reason: "Nope", body },
    headers: expect.arrayContaining([["WWW-Authenticate", "Basic"]]),
  });
});

it.each([
  [undefined, "it selected no subprotocol where ocpp2.0.1 was offered"],
  ["ocpp1.6", 'it selected "ocpp1.6" where ocpp2.0.1 was offered'],
])("a CSMS that selects %j is left", async (selected, problem) => {
  const csms = await startWsServer({ handleProtocols: () => selected ?? false });
  const failure = { stage: "answer", code: "SUBPROTOCOL", problem };
  expect(await dial(csms.url)).toEqual({ kind: "failed", failure });
});

it("what is no CSMS is told: nobody there, no answer, nonsense, nobody waits", async () => {
  expect(await dial("ws://127.0.0.1:1")).toMatchObject({
    failure: { stage: "connect", code: "ECONNREFUSED" },
  });
  const silent = await startRawCsms(() => "");
  expect(await dial(silent.url, { dialMs: 50 })).toMatchObject({
    failure: { stage: "timeout", code: "TIMED_OUT" },
  });
  const nonsense = await startRawCsms(() => "nonsense\r\n\r\n");
  expect(await dial(nonsense.url)).toMatchObject({ kind: "failed", failure: { stage: "answer" } });
  const gone = { is: () => true, listen: () => undefined };
  expect(await dial(silent.url, { gone })).toMatchObject({ failure: { code: "STATION_GONE" } });
});

it("what cannot be part of a request is told, not thrown", async () => {
  const csms = await startWsServer();
  const { upstream } = translatedRoute(csms.url);
  const request = { ...offer, upstream, authorization: "Basic \x01" };
  expect(await dialCsms(request, null, await asking())).toMatchObject({
    ...{ kind: "failed", failure: { code: "REQUEST_INVALID" } },
  });
});

it("bytes of a path go on as they are, percent-encoded", async () => {
  const csms = await startWsServer();
  const { upstream } = translatedRoute(csms.url);
  const answer = await dialCsms(
    { ...offer, upstream, target: "/s\xc3\xa4ule%20/a//b" },
    null,
    await asking(),
  );
  if (answer.kind === "open") answer.webSocket.terminate();
  expect(csms.requests[0]?.url).toBe("/s%c3%a4ule%20/a//b");
});

it("the certificate is verified, by the route's own authorities", async () => {
  const authority = await createAuthority();
  const { cert, key } = await authority.sign("IP:127.0.0.1");
  const https = createServer({ cert, key }).listen(0, "127.0.0.1");
  onTestFinished(() => void https.close());
  await once(https, "listening");
  await startWsServer({ server: https });
  const url = `wss://127.0.0.1:${(https.address() as AddressInfo).port}`;
  expect(await dial(url, { ca: authority.caFile })).toMatchObject({ kind: "open" });
  expect(await dial(url)).toMatchObject({ kind: "failed", failure: { stage: "tls" } });
});

it("says what it sends", () => {
  const { upstream } = translatedRoute("ws://csms.example");
  expect(headersOf({ ...offer, upstream, authorization: null })).toEqual([
    ["Host", "csms.example"],
    ["Sec-WebSocket-Protocol", "ocpp2.0.1"],
  ]);
});
