import { describe, expect, it } from "vitest";
import { dialRaw, requestHead, SWITCHING, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { until } from "../support/until.ts";

const routes = [{ match: "/ocpp/{station}", upstream: "ws://127.0.0.1:1/x" }];

async function answerTo(relay: { readonly port: number }, request: string): Promise<string> {
  const station = await dialRaw(relay.port);
  station.send(request);
  await until(() => station.ended(), "the relay has answered and closed");
  return station.text();
}

describe("what cannot be relayed is told in a sentence, and recorded", () => {
  it.each([
    ["nonsense", "hello\r\n\r\n", 400, "this is not the first line of an HTTP request: hello"],
    ["too much", `GET /${"x".repeat(17_000)} HTTP/1.1\r\n\r\n`, 431, "larger than 16384 bytes"],
    ["another path", requestHead("/elsewhere/CP-1"), 404, "there is: /ocpp/{station}"],
  ])("%s", async (_what, request, status, sentence) => {
    const relay = await relayFor({ routes });
    const answer = await answerTo(relay, request);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain(sentence);
    const { body } = await relay.spool.nth("link-refused");
    expect(body).toMatchObject({ refusedBy: "ocpptap", status, route: "", failure: null });
    expect(body.reason).toContain(sentence);
  });

  it("keeps credentials and control characters out of what it cites", async () => {
    const relay = await relayFor({ routes });
    const answer = await answerTo(relay, "Authorization: Basic c2VzYW1l\x1b[2J\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    await answerTo(relay, "\x1b[2J /?token=c2VzYW1l\r\n\r\n");
    await relay.spool.nth("link-refused", 2);
    const kept = JSON.stringify([relay.spool.records, relay.events]);
    expect(kept).not.toContain("c2VzYW1l");
    const reasons = relay.spool.of("link-refused").map(({ body }) => body.reason + body.target);
    expect(reasons.join("")).not.toContain("\x1b");
  });

  it("a head that is not complete in time", async () => {
    const relay = await relayFor({ routes, relay: { requestHeadMs: 100 } });
    const silent = await dialRaw(relay.port);
    expect(await answerTo(relay, "GET /ocpp/CP-1 HTTP/1.1\r\nHost")).toMatch(/^HTTP\/1.1 408 /);
    await until(() => silent.ended(), "who says nothing is closed");
    expect(silent.text()).toBe("");
    expect(relay.spool.of("link-refused")).toHaveLength(1);
  });

  it("a head that ends in the middle", async () => {
    const relay = await relayFor({ routes });
    const station = await dialRaw(relay.port);
    station.socket.end("GET /ocpp/CP-1 HTTP/1.1\r\n");
    await until(() => station.ended(), "the relay has answered");
    expect(station.text()).toMatch(/^HTTP\/1.1 400 /);
    const gone = await dialRaw(relay.port);
    gone.send("GET /ocpp");
    await until(() => gone.socket.writableLength === 0, "it is sent");
    gone.socket.resetAndDestroy();
    await until(() => relay.eventsOf("handshakeInvalid").length === 2, "both are told");
  });
});

it("links beyond the maximum are told to come back, also while others are being asked for", async () => {
  const csms = await startRawCsms((head) => (head.includes("CP-2") ? null : SWITCHING));
  const relay = await relayFor({ upstream: csms.url, relay: { linksMax: 2 } });
  for (const path of ["/CP-1", "/CP-2"]) (await dialRaw(relay.port)).send(requestHead(path));
  await csms.leg(2);
  const answer = await answerTo(relay, requestHead("/CP-3"));
  expect(answer).toMatch(/^HTTP\/1.1 503 /);
  expect(answer).toContain("\r\nRetry-After: 30\r\n");
  expect((await relay.spool.nth("link-refused")).body.status).toBe(503);
  expect(csms.legs).toHaveLength(2);
});

it("a full URL in the request line and a missing Connection header do not matter", async () => {
  const csms = await startRawCsms();
  const relay = await relayFor({ upstream: csms.url });
  const station = await dialRaw(relay.port);
  const head = requestHead("ws://relay.example/ocpp/CP-1").replace("Connection: Upgrade\r\n", "");
  station.send(head);
  await station.sees("\r\n\r\n");
  expect((await csms.leg(1)).text()).toMatch(/^GET \/csms\/ocpp\/CP-1 HTTP/);
  expect((await relay.spool.nth("link-opened")).body.target).toBe("ws://relay.example/ocpp/CP-1");
});
