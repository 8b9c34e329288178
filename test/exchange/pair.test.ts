import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LinkId, newLinkId, type Sender } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import {
  createPairing,
  type Pairing,
  type PairOutcome,
  requestOf,
} from "../../src/exchange/pair.ts";
import { nothingPromoted } from "../../src/ocpp/promote.ts";

const second = 1_000_000;

/** Messages in order, numbered and timed as a link would. */
function conversation(pairing = createPairing({ timeoutMs: 30_000 }), linkId = newLinkId()) {
  let seq = 0;
  let atUs = 0;
  const at = (sender: Sender, messageId: string, afterUs: number) => {
    seq += 1;
    atUs += afterUs;
    return { linkId, leg: "both" as const, sender, seq, atUs, messageId };
  };
  return {
    pairing,
    linkId,
    call: (sender: Sender, id: string, action = "Heartbeat", afterUs = 1000) =>
      pairing.step({
        kind: "call",
        ...at(sender, id, afterUs),
        action,
        context: nothingPromoted,
        isMalformed: false,
        fingerprint: 0,
        payload: null,
      }),
    respond: (sender: Sender, id: string, afterUs = 1000) =>
      pairing.step({ kind: "response", ...at(sender, id, afterUs) }),
    refuse: (sender: Sender, id: string) =>
      pairing.step({ kind: "result-error", ...at(sender, id, 1000) }),
    gap: () => pairing.step({ kind: "gap", linkId, atUs }),
    opaque: (sender: Sender) => pairing.step({ kind: "opaque", linkId, sender, atUs }),
    tick: (afterUs: number) => {
      atUs += afterUs;
      return pairing.step({ kind: "tick", nowUs: atUs });
    },
    setClock: (byUs: number) => {
      atUs += byUs;
      return pairing.step({ kind: "clock-set", linkId, byUs });
    },
    close: () => pairing.step({ kind: "close", linkId }),
  };
}

const kindsOf = (outcomes: readonly PairOutcome[]) => outcomes.map(({ kind }) => kind);

describe("an exchange", () => {
  it("is answered by the other side with the same id", () => {
    const link = conversation();
    expect(link.call("station", "1", "BootNotification")).toEqual([]);
    const [outcome] = link.respond("csms", "1", 250_000);
    expect(outcome).toMatchObject({
      kind: "answered",
      latencyUs: 250_000,
      call: { seq: 1, action: "BootNotification", sender: "station", answerSeq: 2 },
    });
  });

  it("is not answered by its own caller", () => {
    const link = conversation();
    link.call("station", "1");
    expect(kindsOf(link.respond("station", "1"))).toEqual(["orphan"]);
  });

  it("times out when the clock says so, once", () => {
    const link = conversation();
    link.call("station", "1");
    expect(link.tick(29 * second)).toEqual([]);
    expect(kindsOf(link.tick(second))).toEqual(["timeout"]);
    expect(link.tick(60 * second)).toEqual([]);
  });

  it("is late when the answer comes after the time-out, and a duplicate after that", () => {
    const link = conversation();
    link.call("station", "1");
    link.tick(31 * second);
    expect(kindsOf(link.respond("csms", "1", second))).toEqual(["late"]);
    expect(kindsOf(link.respond("csms", "1"))).toEqual(["duplicate"]);
  });

  it("is not late when only our clock was ahead of the answer", () => {
    const link = conversation();
    link.call("station", "1");
    link.pairing.step({ kind: "tick", nowUs: 60 * second });
    expect(kindsOf(link.respond("csms", "1", 100))).toEqual(["answered"]);
  });

  it("times out in its time also behind one from before the clock was set back", () => {
    const link = conversation();
    link.call("station", "1", "Heartbeat", 100 * second);
    link.call("csms", "2", "Reset", -90 * second);
    expect(link.tick(31 * second)).toMatchObject([{ kind: "timeout", call: { messageId: "2" } }]);
    expect(link.tick(90 * second)).toMatchObject([{ kind: "timeout", call: { messageId: "1" } }]);
  });

  it("is aborted when the link closes first", () => {
    const link = conversation();
    link.call("csms", "9", "Reset");
    link.call("station", "1");
    expect(link.close()).toMatchObject([
      { kind: "aborted", call: { action: "Reset", sender: "csms" } },
      { kind: "aborted", call: { sender: "station" } },
    ]);
    expect(link.tick(60 * second)).toEqual([]);
    expect(kindsOf(link.respond("csms", "1"))).toEqual(["orphan"]);
  });

  it("overlaps with an open call of the same sender only", () => {
    const link = conversation();
    link.call("station", "1", "MeterValues");
    expect(link.call("csms", "1", "Reset")).toEqual([]);
    expect(link.call("station", "2")).toMatchObject([
      { kind: "overlap", open: { action: "MeterValues" }, openCalls: 1 },
    ]);
  });

  it("may be answered by a refusal of its result, which answers the result", () => {
    const link = conversation();
    link.call("station", "1");
    link.respond("csms", "1");
    const outcomes = link.refuse("station", "1");
    expect(kindsOf(outcomes)).toEqual(["result-refused"]);
    expect(requestOf(outcomes)).toMatchObject({ seq: 2 });
    expect(kindsOf(link.refuse("csms", "1"))).toEqual(["orphan"]);
    expect(kindsOf(link.refuse("station", "2"))).toEqual(["orphan"]);
  });
});

describe("ids used again", () => {
  it("are paired use by use, five hundred times", () => {
    const link = conversation();
    for (let nth = 1; nth <= 500; nth += 1) {
      const called = link.call("station", "1");
      expect(kindsOf(called)).toEqual(nth === 1 ? [] : ["reused"]);
      expect(link.respond("csms", "1")).toMatchObject([
        { kind: "answered", call: { nth, seq: 2 * nth - 1 } },
      ]);
    }
  });

  it("are answered in the order of their calls when several are open", () => {
    const link = conversation();
    link.call("station", "1");
    link.call("station", "1");
    expect(link.respond("csms", "1")).toMatchObject([{ call: { seq: 1 } }]);
    expect(link.respond("csms", "1")).toMatchObject([{ kind: "answered", call: { seq: 2 } }]);
    expect(kindsOf(link.respond("csms", "1"))).toEqual(["duplicate"]);
  });

  it("give the answer to a repetition rather than to the call that timed out", () => {
    const link = conversation();
    link.call("station", "1");
    link.tick(31 * second);
    link.call("station", "1");
    expect(link.respond("csms", "1")).toMatchObject([{ kind: "answered", call: { seq: 2 } }]);
    expect(link.respond("csms", "1")).toMatchObject([{ kind: "late", call: { seq: 1 } }]);
  });

  it("are no confusion between two stations that both count 1, 2, 3", () => {
    const pairing = createPairing({ timeoutMs: 30_000 });
    const one = conversation(pairing);
    const other = conversation(pairing);
    for (const id of ["1", "2", "3"]) {
      one.call("station", id, "Heartbeat");
      other.call("station", id, "MeterValues");
      expect(other.respond("csms", id)).toMatchObject([{ call: { action: "MeterValues" } }]);
      expect(one.respond("csms", id)).toMatchObject([{ call: { action: "Heartbeat" } }]);
    }
  });

  it("are no confusion between crossing calls of the two sides, or of the two legs", () => {
    const link = conversation();
    link.call("station", "1", "Heartbeat");
    link.call("csms", "1", "Reset");
    expect(link.respond("station", "1")).toMatchObject([{ call: { action: "Reset" } }]);
    expect(link.respond("csms", "1")).toMatchObject([{ call: { action: "Heartbeat" } }]);
    link.call("station", "2");
    const { linkId } = link;
    const response = { linkId, sender: "csms", seq: 9, atUs: 9, messageId: "2" } as const;
    expect(kindsOf(link.pairing.step({ kind: "response", leg: "csms", ...response }))).toEqual([
      "orphan",
    ]);
  });
});

describe("across missing messages", () => {
  it("open calls become uncertain", () => {
    const link = conversation();
    link.call("station", "1");
    link.gap();
    link.call("csms", "2");
    expect(link.tick(40 * second)).toMatchObject([
      { call: { messageId: "1", isUncertain: true } },
      { call: { messageId: "2", isUncertain: false } },
    ]);
  });

  it("a response without a call is uncertain for a while", () => {
    const link = conversation();
    link.gap();
    expect(link.respond("csms", "1")).toMatchObject([{ kind: "orphan", isUncertain: true }]);
    expect(link.respond("csms", "1", 600 * second)).toMatchObject([{ isUncertain: false }]);
  });

  it("nothing is certain about the side that can no longer be read", () => {
    const link = conversation();
    link.opaque("csms");
    link.call("station", "1");
    expect(link.tick(40 * second)).toMatchObject([{ call: { isUncertain: true } }]);
    expect(link.respond("station", "7", 900 * second)).toMatchObject([{ isUncertain: true }]);
  });
});

describe("a snapshot", () => {
  const action = fc.record({
    what: fc.constantFrom("call", "respond", "refuse", "tick", "gap", "close"),
    sender: fc.constantFrom<Sender>("station", "csms"),
    id: fc.constantFrom("1", "2", "3", "x".repeat(2_000)),
    afterUs: fc.constantFrom(10, second, 20 * second, 40 * second),
  });
  type Action = typeof action extends fc.Arbitrary<infer One> ? One : never;

  function play(link: ReturnType<typeof conversation>, { what, sender, id, afterUs }: Action) {
    switch (what) {
      case "call":
        return link.call(sender, id, "Heartbeat", afterUs);
      case "respond":
        return link.respond(sender, id, afterUs);
      case "refuse":
        return link.refuse(sender, id);
      case "tick":
        return link.tick(afterUs);
      case "gap":
        return link.gap();
      default:
        return link.close();
    }
  }

  it("goes on as if nothing had happened, at any point of any conversation", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), fc.nat(40), (actions, cut) => {
        const original = createPairing({ timeoutMs: 30_000 });
        const restored = createPairing({ timeoutMs: 30_000 });
        let isCut = false;
        const step: Pairing["step"] = (event) => {
          const outcomes = original.step(event);
          if (isCut) expect(brief(restored.step(event))).toEqual(brief(outcomes));
          return outcomes;
        };
        const link = conversation({ ...original, step });
        for (const one of actions.slice(0, cut)) play(link, one);
        restored.restore(JSON.parse(JSON.stringify(original.snapshot())));
        expect(restored.snapshot()).toEqual(original.snapshot());
        isCut = true;
        for (const one of actions.slice(cut)) play(link, one);
      }),
      { numRuns: 200 },
    );
  });

  it("knows an answered call beside an open one that has its id", () => {
    const original = conversation();
    original.call("station", "3");
    original.call("station", "3");
    original.respond("csms", "3");
    const restored = createPairing({ timeoutMs: 30_000 });
    restored.restore(JSON.parse(JSON.stringify(original.pairing.snapshot())));
    expect(restored.snapshot()).toEqual(original.pairing.snapshot());
  });

  it("ends the calls of both sides in the order of their sending", () => {
    const original = conversation();
    original.call("csms", "1");
    original.call("station", "1");
    const restored = createPairing({ timeoutMs: 30_000 });
    restored.restore(JSON.parse(JSON.stringify(original.pairing.snapshot())));
    const { linkId } = original;
    expect(brief(restored.step({ kind: "close", linkId }))).toEqual(brief(original.close()));
  });

  const brief = (outcomes: readonly PairOutcome[]) =>
    outcomes.map((outcome) => [outcome.kind, "call" in outcome ? outcome.call.seq : null]);

  it("ignores what is none", () => {
    const pairing = createPairing({ timeoutMs: 30_000 });
    for (const saved of [null, 1, [], { x: 1 }, { [newLinkId()]: { sides: { 0: [1, [null]] } } }]) {
      pairing.restore(saved);
    }
    expect(pairing.step({ kind: "tick", nowUs: 1e15 })).toEqual([]);
  });
});

it("stays small however many calls go unanswered", () => {
  const link = conversation();
  for (let id = 0; id < 5_000; id += 1) link.call("station", `${id}`, "Heartbeat", 0);
  const saved = link.pairing.saveLink(link.linkId as LinkId);
  expect(JSON.stringify(saved).length).toBeLessThan(200 * limits.callsPerLinkMax);
  expect(link.tick(60 * second).length).toBe(limits.callsPerLinkMax);
});

it("takes a microsecond or two an event", () => {
  const link = conversation();
  const events = 200_000;
  const started = performance.now();
  for (let id = 0; id < events / 2; id += 1) {
    link.call("station", String(id));
    link.respond("csms", String(id));
  }
  const usPerEvent = ((performance.now() - started) * 1000) / events;
  // The goal is 2; a machine busy with other tests gets some room.
  expect(usPerEvent).toBeLessThan(10);
});

describe.each([6 * 3_600 * second, -6 * 3_600 * second])("a clock that is set by %s µs", (byUs) => {
  it("makes no answer slow, quick or late", () => {
    const { call, respond, setClock, tick } = conversation();
    call("station", "1");
    tick(2 * second);
    setClock(byUs);
    expect(tick(second)).toEqual([]);
    expect(respond("csms", "1", second)).toMatchObject([
      { kind: "answered", latencyUs: 4 * second },
    ]);
  });

  it("leaves a call as long as ever until it times out, also over a restart", () => {
    const { call, setClock, tick, pairing, linkId } = conversation();
    call("station", "1");
    tick(10 * second);
    setClock(byUs);
    pairing.restoreLink(linkId, pairing.saveLink(linkId, "changes"));
    expect(tick(19 * second)).toEqual([]);
    expect(tick(2 * second)).toMatchObject([{ kind: "timeout", call: { messageId: "1" } }]);
  });
});
