import { createSecureContext } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { askCsms, createAnswerReader } from "../../src/relay/dial.ts";
import type { Gone } from "../../src/relay/early-bytes.ts";
import { createLookup } from "../../src/relay/resolver.ts";
import { compileRoutes } from "../../src/relay/route.ts";
import { startRawCsms } from "../support/raw-peers.ts";
import { until } from "../support/until.ts";

const neverGone: Gone = { is: () => false, listen: () => undefined };

async function ask(url: string, { dialMs = 10_000, gone = neverGone } = {}) {
  const [route] = compileRoutes({ routes: [], upstream: url });
  if (route === undefined) throw new Error("no route");
  const asked = await askCsms(
    { upstream: route.upstream, stationId: "CP-1", head: Buffer.from("head\r\n\r\n") },
    gone,
    {
      lookup: createLookup(systemClock),
      secureContextOf: () => createSecureContext(),
      dialMs,
      keepAliveMs: 30_000,
    },
  );
  if (asked.kind === "answered") onTestFinished(() => void asked.socket.destroy());
  return asked;
}

const failureOf = async (...parameters: Parameters<typeof ask>) => {
  const asked = await ask(...parameters);
  return asked.kind === "failed" ? asked.failure : null;
};

describe("askCsms", () => {
  it("gives the socket, paused, with the head and what followed it", async () => {
    const csms = await startRawCsms(() => "HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody");
    const asked = await ask(csms.url);
    expect(asked).toMatchObject({ kind: "answered", head: { status: 200, reason: "OK" } });
    if (asked.kind === "failed") return;
    expect(String(asked.rest)).toBe("body");
    expect(asked.socket.isPaused()).toBe(true);
    expect(asked.socket.allowHalfOpen).toBe(true);
    expect((await csms.leg(1)).text()).toBe("head\r\n\r\n");
  });

  it("says where and why it failed", async () => {
    expect(await failureOf("ws://127.0.0.1:1")).toMatchObject({
      stage: "connect",
      code: "ECONNREFUSED",
    });
    expect(await failureOf("ws://nobody.invalid")).toMatchObject({ stage: "resolve" });
    const closes = await startRawCsms((_head, _nth, leg) => {
      leg.socket.end();
      return null;
    });
    expect(await failureOf(closes.url)).toMatchObject({ stage: "answer", code: "ANSWER_MISSING" });
    const resets = await startRawCsms((_head, _nth, leg) => {
      leg.socket.resetAndDestroy();
      return null;
    });
    expect(await failureOf(resets.url)).toMatchObject({ stage: "answer", code: "ECONNRESET" });
    resets.server.on("connection", (socket) => socket.once("data", () => socket.end("no TLS")));
    expect(await failureOf(resets.url.replace("ws:", "wss:"))).toMatchObject({ stage: "tls" });
  });

  it("says what it was waiting for when time is up", async () => {
    const csms = await startRawCsms(() => null);
    expect(await failureOf(csms.url, { dialMs: 50 })).toEqual({
      stage: "timeout",
      code: "TIMED_OUT",
      problem: "no answer within 50 ms: waiting for its answer did not end",
    });
  });

  it("stops when the station has gone, also before it began", async () => {
    const csms = await startRawCsms(() => null);
    let leave: (() => void) | null = null;
    const listen = (callback: (() => void) | null) => {
      leave ??= callback;
    };
    const asking = failureOf(csms.url, { gone: { is: () => false, listen } });
    const leg = await csms.leg(1);
    (leave as (() => void) | null)?.();
    expect(await asking).toMatchObject({ code: "STATION_GONE" });
    await until(() => leg.ended() || leg.closed(), "the CSMS is left");
    expect(await failureOf(csms.url, { gone: { is: () => true, listen } })).toMatchObject({
      code: "STATION_GONE",
    });
  });
});

describe("createAnswerReader", () => {
  it("skips interim answers, however they are cut", () => {
    const text = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 404 No\r\n\r\nxyz";
    for (let cut = 1; cut < text.length; cut += 1) {
      const read = createAnswerReader();
      const first = read(Buffer.from(text.slice(0, cut)));
      const answer = first ?? read(Buffer.from(text.slice(cut)));
      expect(answer).toMatchObject({ kind: "answered", head: { status: 404 } });
      if (answer?.kind !== "answered") continue;
      expect(String(answer.interim)).toBe(text.slice(0, text.indexOf("HTTP/1.1 404")));
      expect(text.endsWith(`${String(answer.rest)}${first === null ? "" : text.slice(cut)}`)).toBe(
        true,
      );
    }
  });

  it.each([
    ["SSH-2.0\r\n\r\n", "ANSWER_INVALID"],
    [`HTTP/1.1 200 OK\r\nA: ${"x".repeat(65_536)}\r\n\r\n`, "ANSWER_TOO_LARGE"],
    ["HTTP/1.1 100 Continue\r\n\r\n".repeat(3_000), "ANSWER_TOO_LARGE"],
  ])("takes no nonsense and no endless head (%#)", (text, code) => {
    expect(createAnswerReader()(Buffer.from(text))).toMatchObject({
      kind: "failed",
      failure: { stage: "answer", code },
    });
  });
});
