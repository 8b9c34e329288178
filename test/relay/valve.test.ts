import { describe, expect, it } from "vitest";
import type {
  Intercept,
  InterceptLine,
  OpenIntercept,
  SeenMessage,
} from "../../src/relay/intercept.ts";
import { encodeFrame } from "../support/frames.ts";
import {
  dialRaw,
  type RawPeer,
  requestHead,
  SWITCHING,
  startRawCsms,
} from "../support/raw-peers.ts";
import { relayFor, type TestRelay } from "../support/relay.ts";
import { until } from "../support/until.ts";

type Opened = { readonly relay: TestRelay; readonly station: RawPeer; readonly csms: RawPeer };

type Stood = {
  readonly open: OpenIntercept;
  readonly seen: SeenMessage[];
  readonly line: () => InterceptLine;
};

/** Notes what it sees; what it does beside is the test's. */
function standIn(manner: Partial<Intercept> = {}): Stood {
  const seen: SeenMessage[] = [];
  let line: InterceptLine | null = null;
  return {
    seen,
    line() {
      if (line === null) throw new Error("no link has opened");
      return line;
    },
    open(_, opened) {
      line = opened;
      const { message = () => true, ...others } = manner;
      return {
        ...{ isOn: () => true, ending: () => undefined, close: () => undefined },
        ...others,
        message(told) {
          seen.push(told);
          return message(told);
        },
      };
    },
  };
}

async function openLinkWith(
  chain: readonly OpenIntercept[],
  { answer = SWITCHING, config = {} } = {},
): Promise<Opened> {
  const csms = await startRawCsms(() => answer);
  const relay = await relayFor(
    { upstream: csms.url, ...config },
    { interceptsOf: () => ({ hasCalls: false, chain }) },
  );
  const station = await dialRaw(relay.port);
  station.send(requestHead("/CP-1"));
  await station.sees("\r\n\r\n");
  return { relay, station, csms: await csms.leg(1) };
}

/** What came after the handshake. */
const bytesOf = (peer: RawPeer) => peer.received().subarray(peer.text().indexOf("\r\n\r\n") + 4);
const payloadOf = (peer: RawPeer) => bytesOf(peer).toString("latin1");

const MASK = [1, 2, 3, 4];
const ofStation = (text: string) => encodeFrame(text, { mask: MASK });
const answerWith = (extensions: string) =>
  SWITCHING.replace("\r\n\r\n", `\r\nSec-WebSocket-Extensions: ${extensions}\r\n\r\n`);

describe("a message", () => {
  it("goes on as it came where the intercept lets it, with its number in the record", async () => {
    const stood = standIn();
    const { relay, station, csms } = await openLinkWith([stood.open]);
    const stream = Buffer.concat([
      encodeFrame("one", { mask: MASK, isFinal: false }),
      encodeFrame("two", { mask: [9, 8, 7, 6], opcode: 0 }),
      ofStation("three"),
    ]);
    for (const byte of stream) station.socket.write(Buffer.from([byte]));
    await until(() => bytesOf(csms).length === stream.length, "all of it came");
    expect(bytesOf(csms).equals(stream)).toBe(true);
    expect(stood.seen.map(({ payload }) => payload.toString())).toEqual(["onetwo", "three"]);
    const recorded = relay.spool.of("message");
    expect(stood.seen.map(({ seq }) => seq)).toEqual(recorded.map(({ seq }) => seq));
    expect(recorded.map(({ leg }) => leg)).toEqual(["both", "both"]);
  });

  it("that is taken is recorded, and goes on when it is passed", async () => {
    const stood = standIn({ message: ({ sender }) => sender === "station" });
    const { relay, station, csms } = await openLinkWith([stood.open]);
    csms.send(encodeFrame("later"));
    csms.send(encodeFrame("", { opcode: 9 }));
    await station.sees("\x89\x00");
    expect(payloadOf(station)).toBe("\x89\x00");
    expect((await relay.spool.nth("message")).payload.toString()).toBe("later");
    const [taken] = stood.seen;
    if (taken !== undefined) stood.line().pass(taken);
    await station.sees("later");
    if (taken !== undefined) stood.line().pass(taken);
    station.send(ofStation("still there"));
    await until(() => bytesOf(csms).length > 0, "the other direction goes on");
    expect(payloadOf(station).match(/later/g)).toHaveLength(1);
  });

  it("that is put in is a frame of its sender's, recorded on one leg with who made it", async () => {
    const stood = standIn();
    const { relay, station, csms } = await openLinkWith([stood.open]);
    station.send(ofStation("first"));
    await until(() => stood.seen.length === 1, "the first");
    expect(stood.line().send("csms", "made for the station", "fault x")).toBe(2);
    expect(stood.line().send("station", "made for the CSMS", "fault x")).toBe(3);
    await station.sees("made for the station");
    const [head = 0, length = 0] = bytesOf(csms).subarray(ofStation("first").length);
    expect([head, length]).toEqual([0x81, 0x80 | "made for the CSMS".length]);
    const [, one, two] = relay.spool.of("message");
    expect([one?.leg, one?.sender, two?.leg, two?.sender]).toEqual([
      ...["station", "csms"],
      ...["csms", "station"],
    ]);
    const asides = relay.spool.of("note").map(({ body }) => body);
    expect(asides).toEqual([
      { note: "aside", seq: 2, by: "fault x", did: "sent" },
      { note: "aside", seq: 3, by: "fault x", did: "sent" },
    ]);
    station.socket.destroy();
    csms.socket.destroy();
    const closed = await relay.spool.nth("link-closed");
    expect(closed.body.messages).toEqual({ station: 1, csms: 0 });
    expect(closed.body.lastSeq).toBe(3);
  });

  it("is not put into the middle of another, and the intercept is told when it can be", async () => {
    let canSend = 0;
    const stood = standIn({
      isOn: () => false,
      canSend: () => {
        canSend += 1;
      },
    });
    const { station, csms } = await openLinkWith([stood.open]);
    const frame = encodeFrame("a message of the CSMS");
    csms.send(frame.subarray(0, 5));
    await until(() => bytesOf(station).length === 5, "half of it");
    expect(stood.line().send("csms", "between", "test")).toBeNull();
    csms.send(frame.subarray(5));
    await until(() => canSend === 1, "told");
    expect(stood.line().send("csms", "between", "test")).toBe(2);
    await station.sees("between");
    expect(stood.seen.map(({ hasGone }) => hasGone)).toEqual([true]);
  });
});

describe("the end of a sender", () => {
  it("comes behind what was held of it, as a Close frame and as FIN", async () => {
    const stood = standIn({ message: ({ sender }) => sender === "station" });
    const { station, csms } = await openLinkWith([stood.open]);
    csms.send(encodeFrame("held"));
    await until(() => stood.seen.length === 1, "held");
    csms.send(encodeFrame(Buffer.from([3, 232]), { opcode: 8 }));
    await station.sees("\x88\x02");
    expect(payloadOf(station)).toBe("\x81\x04held\x88\x02\x03\xe8");
    csms.send("\x81\x05cut");
    csms.socket.end();
    await until(station.ended, "FIN");
    expect(payloadOf(station).endsWith("\x81\x05cut")).toBe(true);
  });

  it("of ocpptap's own making lets what was held go on first", async () => {
    const stood = standIn({ message: () => false });
    const { relay, station, csms } = await openLinkWith([stood.open]);
    station.send(ofStation("held"));
    await until(() => stood.seen.length === 1, "held");
    stood.line().close(4001, "as asked");
    await csms.sees("\x88");
    expect(bytesOf(csms).subarray(0, ofStation("held").length)).toEqual(ofStation("held"));
    const { body } = await relay.spool.nth("link-closed");
    expect([body.closedBy, body.how, body.code]).toEqual(["ocpptap", "close-frame", 4001]);
  });
});

describe("what cannot be taken", () => {
  it("goes on untouched where the sender compresses with context takeover", async () => {
    let why: string | null = null;
    const stood = standIn({ message: () => false });
    const open: OpenIntercept = (link, line) => {
      why = link.fixedBecause("station");
      return stood.open(link, line);
    };
    const { station, csms } = await openLinkWith([open], {
      answer: answerWith("permessage-deflate; server_no_context_takeover"),
    });
    station.send(ofStation("plain"));
    await until(() => bytesOf(csms).length > 0, "it goes on");
    csms.send(encodeFrame("taken"));
    await until(() => stood.seen.length === 2, "both were seen");
    expect(stood.seen.map(({ hasGone }) => hasGone)).toEqual([true, false]);
    expect(payloadOf(station)).toBe("");
    expect(why).toContain("client_no_context_takeover");
  });

  it("goes on, with all that comes after it, where a frame breaks RFC 6455, and is told once", async () => {
    const stood = standIn({ message: () => false });
    const { relay, station, csms } = await openLinkWith([stood.open]);
    station.send(ofStation("held"));
    await until(() => stood.seen.length === 1, "held");
    const broken = Buffer.concat([encodeFrame("unmasked"), encodeFrame("again")]);
    station.send(broken);
    station.send("no frames at all");
    await csms.sees("no frames at all");
    expect(bytesOf(csms)).toEqual(
      Buffer.concat([ofStation("held"), broken, Buffer.from("no frames at all")]),
    );
    expect(relay.eventsOf("interceptEnded")).toHaveLength(1);
    expect(
      relay.spool.of("note").filter(({ body }) => body.note === "intercept-ended"),
    ).toHaveLength(1);
  });

  it("goes on where a message is larger than may be held", async () => {
    const stood = standIn({ message: () => false });
    const { station, csms } = await openLinkWith([stood.open], {
      config: { record: { messageBytesMax: 4096 } },
    });
    const large = encodeFrame("x".repeat(5_000), { mask: MASK });
    station.send(large);
    await until(() => bytesOf(csms).length === large.length, "all of it");
    expect(bytesOf(csms).equals(large)).toBe(true);
    await until(() => stood.seen.length === 1, "it was shown");
    expect([stood.seen[0]?.isWhole, stood.seen[0]?.hasGone]).toEqual([false, true]);
  });
});

describe("an intercept", () => {
  it("that throws is switched off, and what it had taken goes on in order", async () => {
    const stood = standIn({
      message({ payload }) {
        if (payload.toString() === "three") throw new Error("seeded");
        return false;
      },
    });
    const { relay, station, csms } = await openLinkWith([stood.open]);
    const stream = ["one", "two", "three", "four"].map(ofStation);
    for (const frame of stream) station.send(frame);
    await until(() => bytesOf(csms).length >= Buffer.concat(stream).length, "all of it");
    expect(bytesOf(csms)).toEqual(Buffer.concat(stream));
    expect(relay.eventsOf("interceptEnded")).toHaveLength(1);
    expect(stood.line().send("csms", "too late", "test")).toBeNull();
  });

  it("that takes too much has its sender wait, until it lets go", async () => {
    const stood = standIn({ message: () => false });
    const { station, csms } = await openLinkWith([stood.open]);
    const frame = encodeFrame("x".repeat(300_000), { mask: MASK });
    for (let n = 0; n < 80; n += 1) station.socket.write(frame);
    let last = -1;
    await until(() => {
      const isSettled = station.socket.writableLength === last;
      last = station.socket.writableLength;
      return isSettled && last > 0;
    }, "the station waits");
    expect(stood.seen.length).toBeLessThan(40);
    let passed = 0;
    await until(() => {
      for (const message of stood.seen.slice(passed)) stood.line().pass(message);
      passed = stood.seen.length;
      return bytesOf(csms).length === 80 * frame.length;
    }, "all of it comes");
  });

  it("sees what those before it let go on, and not what they put in", async () => {
    const first = standIn({ message: ({ payload }) => payload.toString() !== "kept" });
    const second = standIn();
    const { station, csms } = await openLinkWith([first.open, second.open]);
    station.send(Buffer.concat([ofStation("kept"), ofStation("seen")]));
    await until(() => second.seen.length === 1, "the second");
    first.line().send("station", "made", "first");
    await until(() => bytesOf(csms).length > ofStation("seen").length, "both came");
    expect(second.seen.map(({ payload }) => payload.toString())).toEqual(["seen"]);
  });
});
