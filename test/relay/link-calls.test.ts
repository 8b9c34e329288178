import { describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import type { CallOutcome, LinkCalls, OpenIntercept } from "../../src/relay/intercept.ts";
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

type Opened = {
  readonly relay: TestRelay;
  readonly station: RawPeer;
  readonly csms: RawPeer;
  readonly calls: LinkCalls;
};

async function openLinkWith({ answer = SWITCHING, config = {} } = {}): Promise<Opened> {
  const csms = await startRawCsms(() => answer);
  let calls: LinkCalls | null = null;
  const watch: OpenIntercept = (link) => {
    calls = link.calls;
    return {
      ...{ isOn: () => false, message: () => true },
      ...{ ending: () => undefined, close: () => undefined },
    };
  };
  const relay = await relayFor(
    { upstream: csms.url, ...config },
    { interceptsOf: () => ({ hasCalls: true, chain: [watch] }) },
  );
  const station = await dialRaw(relay.port);
  station.send(requestHead("/CP-1"));
  await station.sees("\r\n\r\n");
  const leg = await csms.leg(1);
  await until(() => calls !== null, "the link's calls");
  return { relay, station, csms: leg, calls: calls as unknown as LinkCalls };
}

const bytesOf = (peer: RawPeer) => peer.received().subarray(peer.text().indexOf("\r\n\r\n") + 4);
const ofStation = (text: string) => encodeFrame(text, { mask: [1, 2, 3, 4] });

const RESET = { by: "operator anna", action: "Reset", payload: '{"type":"Soft"}' };

function ask(calls: LinkCalls, by = RESET.by, timeoutMs = 30_000): () => CallOutcome | null {
  let outcome: CallOutcome | null = null;
  calls.ask({ ...RESET, by, timeoutMs }, (told) => {
    outcome = told;
  });
  return () => outcome;
}

const ANSWERED = "answered";

/** The id of the last call of ours that the station has got. */
const idAtStation = (station: RawPeer) =>
  /.*\[2,"([^"]+)","Reset"/s.exec(station.text())?.[1] ?? "";

describe("a call of ours", () => {
  it("goes to the station, and its answer to us alone", async () => {
    const { relay, station, csms, calls } = await openLinkWith();
    const outcome = ask(calls);
    await station.sees('"Reset",{"type":"Soft"}]');
    const answer = `[3,"${idAtStation(station)}",{"status":"Accepted"}]`;
    station.send(Buffer.concat([ofStation(answer), ofStation('[2,"1","Heartbeat",{}]')]));
    await until(() => bytesOf(csms).length > 0, "the station's own call goes on");
    expect(bytesOf(csms)).toEqual(ofStation('[2,"1","Heartbeat",{}]'));
    await until(() => outcome() !== null, "its outcome");
    expect(outcome()).toMatchObject({ kind: ANSWERED, text: answer, call: { seq: 1 } });
    const recorded = relay.spool.of("message").map(({ seq, sender, leg }) => [seq, sender, leg]);
    expect(recorded).toEqual([
      [1, "csms", "station"],
      [2, "station", "station"],
      [3, "station", "both"],
    ]);
    const asides = relay.spool.of("note").map(({ body }) => body);
    expect(asides).toEqual([
      { note: "aside", seq: 1, by: "operator anna", did: "sent" },
      { note: "aside", seq: 2, by: "operator anna", did: "answered" },
    ]);
  });

  it("waits until the station has answered the CSMS, and the CSMS's next waits for it", async () => {
    const { station, csms, calls } = await openLinkWith();
    csms.send(encodeFrame('[2,"c1","ClearCache",{}]'));
    await station.sees("ClearCache");
    const outcome = ask(calls);
    station.send(ofStation('[2,"s1","Heartbeat",{}]'));
    await until(() => bytesOf(csms).length > 0, "the station goes on");
    expect(station.text()).not.toContain("Reset");
    station.send(ofStation('[3,"c1",{"status":"Accepted"}]'));
    await station.sees("Reset");
    csms.send(encodeFrame('[2,"c2","UnlockConnector",{}]'));
    csms.send(encodeFrame('[3,"s1",{}]'));
    await station.sees('[3,"s1",{}]');
    expect(station.text()).not.toContain("UnlockConnector");
    station.send(ofStation(`[4,"${idAtStation(station)}","NotSupported","",{}]`));
    await station.sees("UnlockConnector");
    await until(() => outcome() !== null, "its outcome");
    expect(outcome()).toMatchObject({ kind: ANSWERED });
    expect(bytesOf(csms)).toEqual(
      Buffer.concat([
        ofStation('[2,"s1","Heartbeat",{}]'),
        ofStation('[3,"c1",{"status":"Accepted"}]'),
      ]),
    );
  });

  it("is given up when nobody answers, and its late answer is dropped", async () => {
    const { relay, station, csms, calls } = await openLinkWith();
    const outcome = ask(calls, RESET.by, 100);
    await station.sees("Reset");
    await until(() => outcome() !== null, "it is given up");
    expect(outcome()).toMatchObject({ kind: "unanswered", call: { seq: 1 } });
    station.send(ofStation(`[3,"${idAtStation(station)}",{}]`));
    station.send(ofStation('[2,"s1","Heartbeat",{}]'));
    await until(() => bytesOf(csms).length > 0, "what follows goes on");
    expect(bytesOf(csms)).toEqual(ofStation('[2,"s1","Heartbeat",{}]'));
    expect((await relay.spool.nth("message", 2)).leg).toBe("station");
  });

  it("is refused while another of the same caller's is under way, and at the link's end", async () => {
    const { station, csms, calls } = await openLinkWith();
    const first = ask(calls);
    const second = ask(calls);
    const other = ask(calls, "backend energy");
    await until(() => second() !== null, "the second");
    expect(second()).toMatchObject({ kind: "refused" });
    station.socket.destroy();
    csms.socket.destroy();
    await until(() => first() !== null && other() !== null, "both outcomes");
    expect(first()).toMatchObject({ kind: "unanswered", call: { seq: 1 } });
    expect(other()).toMatchObject({ kind: "refused" });
    const late = ask(calls);
    await until(() => late() !== null, "after the end");
    expect(late()).toMatchObject({ kind: "refused", problem: "the link has ended" });
  });

  it("is refused where what the station says cannot be taken", async () => {
    const deflate = "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
    const { station, calls } = await openLinkWith({
      answer: SWITCHING.replace("\r\n\r\n", deflate),
    });
    const outcome = ask(calls);
    await until(() => outcome() !== null, "it is refused");
    expect(outcome()).toMatchObject({ kind: "refused" });
    expect(JSON.stringify(outcome())).toContain("client_no_context_takeover");
    expect(bytesOf(station)).toHaveLength(0);
  });

  it("goes out, and is answered, where every chunk waits for its record", async () => {
    const { relay, station, csms, calls } = await openLinkWith({
      config: { record: { strict: true } },
    });
    relay.spool.hold();
    const outcome = ask(calls);
    await relay.spool.nth("message");
    expect(bytesOf(station)).toHaveLength(0);
    relay.spool.release();
    await station.sees("Reset");
    station.send(ofStation(`[3,"${idAtStation(station)}",{}]`));
    await until(() => outcome() !== null, "its outcome");
    expect(bytesOf(csms)).toHaveLength(0);
  });
});

describe("limits", () => {
  it("let a call of the CSMS wait for less than CSMSs bear", () => {
    expect(limits.csmsCallWaitMsMax).toBeLessThanOrEqual(limits.exchangeTimeoutMs / 3);
    expect(limits.askedCallsMax).toBeGreaterThan(limits.backendsMax);
  });
});
