import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { limits } from "../../src/base/limits.ts";
import { type Board, inboxOf } from "../../src/fleet/board.ts";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import { createFleetPresence } from "../../src/fleet/presence.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { dialRaw, requestHead, SWITCHING, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";
import { joined } from "./board-contract.ts";

const REFUSAL = "HTTP/1.1 409 Already Connected\r\nContent-Length: 5\r\n\r\nbusy\n";
const PASSWORD = "Authorization: Basic Q1AtMTpzZWNyZXQ=";
const SILENCE_MS = 60;

/** A CSMS that refuses a second link of an identity for as long as it believes in the first. */
async function jealousCsms() {
  let believed = 0;
  return startRawCsms((_head, _nth, leg) => {
    if (believed > 0) return REFUSAL;
    believed += 1;
    leg.socket.on("end", () => {
      believed -= 1;
      leg.socket.end();
    });
    return SWITCHING;
  });
}

/** Relays of one machine, each with its own presence, on one board. */
async function relays(upstream: string, count = 2, silenceMs = SILENCE_MS) {
  const dir = await tempDir();
  const observe = (_event: TapEvent) => undefined;
  const place = { socket: join(dir, "board.sock"), dir, observe };
  const all = [];
  for (let index = 0; index < count; index += 1) {
    const board = await joined((member) => createEmbeddedBoard(member, place), `relay ${index}`);
    const deps = { board, clock: systemClock, observe, ghostSilenceMs: silenceMs };
    const presence = createFleetPresence(deps);
    const config = { upstream, relay: { ghostSilenceMs: silenceMs } };
    const relay = await relayFor(config, { elsewhere: presence });
    presence.answerWith(relay.presence);
    all.push({ board, ...relay });
  }
  const [a, b] = all;
  if (a === undefined || b === undefined) throw new Error("two relays are needed");
  return { a, b, spare: await joined((member) => createEmbeddedBoard(member, place), "spare") };
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

async function isHeld(board: Board, run: string) {
  await until(
    async () => (await board.holderOf("/{station}\nCP-1"))?.run === run,
    "the board knows who has it",
  );
}

describe("a station that comes back at another instance", () => {
  it("and is accepted: the link it left behind ends, its CSMS leg, too", async () => {
    const csms = await startRawCsms();
    const { a, b } = await relays(csms.url);
    const old = await open(a.port);
    const leg = await csms.leg(1);
    await isHeld(b.board, a.board.me.run);
    const fresh = await open(b.port);
    await until(() => old.ended() && leg.ended(), "both old legs end");
    const closed = await a.spool.nth("link-closed");
    expect(closed.body).toMatchObject({ closedBy: "ocpptap", how: "superseded" });
    await isHeld(a.board, b.board.me.run);
    expect(b.spool.of("link-closed")).toEqual([]);
    fresh.send("alive");
    await (await csms.leg(2)).sees("alive");
  });

  it("and is refused for a silent link of the same credential: that ends, and the CSMS is asked once more", async () => {
    const csms = await jealousCsms();
    const { a, b } = await relays(csms.url);
    const old = await open(a.port, [PASSWORD]);
    await isHeld(b.board, a.board.me.run);
    await open(b.port, [PASSWORD], "127.0.0.2");
    await until(() => old.ended(), "the ghost ends");
    expect(csms.legs).toHaveLength(3);
    const [first] = a.spool.of("link-opened");
    const [second] = b.spool.of("link-opened");
    expect(second?.body.supersedes).toBe(first?.linkId);
    expect(b.spool.of("link-refused")).toEqual([]);
  });

  it("and is refused while its link there speaks: the refusal stands, and so does the link", async () => {
    const csms = await jealousCsms();
    const { a, b } = await relays(csms.url, 2, 400);
    const old = await open(a.port, [PASSWORD]);
    await isHeld(b.board, a.board.me.run);
    const again = await dialAs(b.port, [PASSWORD]);
    await until(() => csms.legs.length === 2, "the CSMS is asked");
    const talk = setInterval(() => old.send("\x89\x80abcd"), 50);
    await until(() => again.ended(), "the refusal is over").finally(() => clearInterval(talk));
    expect(again.text()).toBe(REFUSAL);
    expect(a.spool.of("link-closed")).toEqual([]);
  });

  it.each([
    ["another credential", [PASSWORD], ["Authorization: Basic Z3Vlc3M6"], "127.0.0.1"],
    ["no credential", [PASSWORD], [], "127.0.0.1"],
    ["another address and no credential", [], [], "127.0.0.2"],
    ["a credential where the link has none", [], [PASSWORD], "127.0.0.1"],
  ])("a stranger with %s ends nothing", async (_what, mine, theirs, from) => {
    const csms = await jealousCsms();
    const { a, b } = await relays(csms.url, 2, 0);
    const old = await open(a.port, mine);
    await isHeld(b.board, a.board.me.run);
    const stranger = await dialAs(b.port, theirs, from);
    await until(() => stranger.ended(), "the refusal is over");
    expect(stranger.text()).toBe(REFUSAL);
    expect(a.stats().links).toBe(1);
    old.send("alive");
    await (await csms.leg(1)).sees("alive");
  });

  it("is refused in bounded time where the holder says nothing", async () => {
    const csms = await startRawCsms(() => REFUSAL);
    const { b, spare } = await relays(csms.url);
    const mute = { key: "/{station}\nCP-1", run: spare.me.run, linkId: "L" };
    await spare.claim([mute]);
    const startedMs = performance.now();
    const station = await dialAs(b.port);
    await until(() => station.ended(), "the refusal is over");
    expect(station.text()).toBe(REFUSAL);
    expect(performance.now() - startedMs).toBeLessThan(limits.askAnswerMs + 1_000);
  });

  it("late words, forged words and nonsense end nothing that is newer", async () => {
    const csms = await startRawCsms();
    const { a, b } = await relays(csms.url);
    // The first to come is the board; nobody can be asked while it is closed.
    const old = await open(a.port);
    await isHeld(a.board, a.board.me.run);
    await b.board.release([]);
    const forged = { key: "/{station}\nCP-1", run: a.board.me.run, linkId: "not any more" };
    await open(b.port);
    await until(() => old.ended(), "the old link ends");
    await isHeld(a.board, b.board.me.run);
    // Somebody's late word does not end what is newer.
    const late = { kind: "superseded", key: forged.key, linkId: forged.linkId };
    await a.board.publish(inboxOf(b.board.me.run), JSON.stringify(late));
    const contest = { kind: "conflict", from: a.board.me.run, key: forged.key, linkId: "x" };
    const older = { ...contest, ageMs: 3_600_000, isReply: true };
    await a.board.publish(inboxOf(b.board.me.run), JSON.stringify(older));
    for (const nonsense of ["", "{", "[]", "null", '{"kind":"__proto__"}', '{"kind":"ask"}']) {
      await a.board.publish(inboxOf(b.board.me.run), nonsense);
    }
    const another = await dialRaw(b.port);
    another.send(requestHead("/CP-2"));
    await another.sees("\r\n\r\n");
    expect(b.stats().links).toBe(2);
  });
});
