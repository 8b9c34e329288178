import { describe, expect, it, onTestFinished, vi } from "vitest";
import { dialRaw, requestHead, SWITCHING, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { until } from "../support/until.ts";

const REFUSAL = "HTTP/1.1 409 Already Connected\r\nContent-Length: 5\r\n\r\nbusy\n";
const LOCKED = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
const PASSWORD = "Authorization: Basic Q1AtMTpzZWNyZXQ=";

/** A CSMS that refuses a second link of an identity for as long as it believes in the first. */
async function jealousCsms(refusal = REFUSAL) {
  let believed = 0;
  return startRawCsms((_head, _nth, leg) => {
    if (believed > 0) return refusal;
    believed += 1;
    leg.socket.on("end", () => {
      believed -= 1;
      leg.socket.end();
    });
    return SWITCHING;
  });
}

async function dialAs(port: number, headers: readonly string[] = [], from = "127.0.0.1") {
  const station = await dialRaw(port, from);
  station.send(requestHead("/CP-1", headers));
  return station;
}

async function open(port: number, headers: readonly string[] = [], from = "127.0.0.1") {
  const station = await dialAs(port, headers, from);
  await station.sees("\r\n\r\n");
  expect(station.text()).toBe(SWITCHING);
  return station;
}

const quick = { relay: { ghostSilenceMs: 60 } };

describe("a redial that the CSMS accepts", () => {
  it("ends the old link and names it", async () => {
    const csms = await startRawCsms();
    const relay = await relayFor({ upstream: csms.url });
    const old = await open(relay.port);
    const leg = await csms.leg(1);
    await open(relay.port);
    await until(() => old.ended() && leg.ended(), "both old legs end");
    const first = await relay.spool.nth("link-opened", 1);
    const second = await relay.spool.nth("link-opened", 2);
    expect(second.body.supersedes).toBe(first.linkId);
    const closed = await relay.spool.nth("link-closed");
    expect(closed.linkId).toBe(first.linkId);
    expect(closed.body).toMatchObject({ closedBy: "ocpptap", how: "superseded" });
    expect(relay.stats().links).toBe(1);
    expect(relay.eventsOf("linkSuperseded")).toHaveLength(1);
  });

  it("leaves links of other stations and other routes alone", async () => {
    const csms = await startRawCsms();
    const relay = await relayFor({
      routes: [
        { match: "/a/{station}", upstream: csms.url },
        { match: "/b/{station}", upstream: csms.url },
      ],
    });
    for (const path of ["/a/CP-1", "/b/CP-1", "/a/CP-2"]) {
      const station = await dialRaw(relay.port);
      station.send(requestHead(path));
      await station.sees("\r\n\r\n");
    }
    expect(relay.stats().links).toBe(3);
    expect(relay.spool.of("link-closed")).toEqual([]);
  });
});

describe("a redial that the CSMS refuses", () => {
  it("ends a silent link of the same credential and asks once more", async () => {
    const csms = await jealousCsms();
    const relay = await relayFor({ upstream: csms.url, ...quick });
    const old = await open(relay.port, [PASSWORD]);
    const again = await open(relay.port, [PASSWORD], "127.0.0.2");
    await until(() => old.ended(), "the ghost ends");
    expect(csms.legs).toHaveLength(3);
    const second = await relay.spool.nth("link-opened", 2);
    expect(second.body.supersedes).toBe(relay.spool.of("link-opened")[0]?.linkId);
    expect(relay.spool.of("link-refused")).toEqual([]);
    expect(again.closed()).toBe(false);
  });

  it("ends a silent link of the same address where neither has a credential", async () => {
    const csms = await jealousCsms();
    const relay = await relayFor({ upstream: csms.url, ...quick });
    await open(relay.port);
    await open(relay.port);
    expect(csms.legs).toHaveLength(3);
  });

  it("relays the refusal and keeps a link whose station speaks in the meantime", async () => {
    const csms = await jealousCsms();
    const relay = await relayFor({ upstream: csms.url, relay: { ghostSilenceMs: 400 } });
    const old = await open(relay.port, [PASSWORD]);
    const again = await dialAs(relay.port, [PASSWORD]);
    await until(() => csms.legs.length === 2, "the CSMS is asked");
    old.send("\x89\x80abcd");
    await until(() => again.ended(), "the refusal is over");
    expect(again.text()).toBe(REFUSAL);
    expect(relay.spool.of("link-closed")).toEqual([]);
    old.send("alive");
    await (await csms.leg(1)).sees("alive");
  });

  it.each([
    ["another credential", [PASSWORD], ["Authorization: Basic Z3Vlc3M6"], "127.0.0.1"],
    ["no credential", [PASSWORD], [], "127.0.0.1"],
    ["an empty credential", [PASSWORD], ["Authorization: "], "127.0.0.1"],
    ["another address and no credential", [], [], "127.0.0.2"],
    ["a credential where the link has none", [], [PASSWORD], "127.0.0.1"],
  ])("does not let a stranger with %s end a link", async (_what, mine, theirs, from) => {
    const csms = await jealousCsms();
    const relay = await relayFor({ upstream: csms.url, relay: { ghostSilenceMs: 0 } });
    const old = await open(relay.port, mine);
    const stranger = await dialAs(relay.port, theirs, from);
    await until(() => stranger.ended(), "the refusal is over");
    expect(stranger.text()).toBe(REFUSAL);
    expect(relay.stats().links).toBe(1);
    old.send("alive");
    await (await csms.leg(1)).sees("alive");
    expect(csms.legs).toHaveLength(2);
  });

  it("waits no longer than the silence when the clock was set back", async () => {
    const csms = await jealousCsms();
    const at = { setBackMs: 0 };
    const { now } = Date;
    vi.spyOn(Date, "now").mockImplementation(() => now() - at.setBackMs);
    onTestFinished(() => void vi.restoreAllMocks());
    const relay = await relayFor({ upstream: csms.url, ...quick });
    await open(relay.port, [PASSWORD]);
    at.setBackMs = 3_600_000;
    await open(relay.port, [PASSWORD]);
    expect(relay.eventsOf("linkSuperseded")).toHaveLength(1);
  });

  it("does not take a 401 for a ghost", async () => {
    const csms = await jealousCsms(LOCKED);
    const relay = await relayFor({ upstream: csms.url, relay: { ghostSilenceMs: 0 } });
    await open(relay.port);
    const again = await dialAs(relay.port);
    await until(() => again.ended(), "the refusal is over");
    expect(again.text()).toBe(LOCKED);
    expect(relay.stats().links).toBe(1);
  });

  it("lets one redial wait at a time, and forgets it when its station goes", async () => {
    const csms = await jealousCsms();
    const relay = await relayFor({ upstream: csms.url, relay: { ghostSilenceMs: 600_000 } });
    await open(relay.port);
    const waits = await dialAs(relay.port);
    await until(() => csms.legs.length === 2 && relay.stats().pending === 1, "one waits");
    const others = await Promise.all([1, 2, 3].map(() => dialAs(relay.port)));
    await until(() => others.every((other) => other.ended()), "the others are refused");
    expect(others.map((other) => other.text())).toEqual([REFUSAL, REFUSAL, REFUSAL]);
    expect(waits.text()).toBe("");
    waits.socket.resetAndDestroy();
    await until(() => relay.stats().pending === 0, "nobody waits any more");
    expect(relay.stats().links).toBe(1);
  });
});
