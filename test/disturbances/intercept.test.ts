import { describe, expect, it } from "vitest";
import { disturbedLink, kept } from "./line.ts";

const call = (id: string, action = "Heartbeat", payload: object = {}) =>
  JSON.stringify([2, id, action, payload]);
const result = (id: string, payload: object = {}) => JSON.stringify([3, id, payload]);

describe("a link without faults", () => {
  it("is not on, and everything is only shown", () => {
    const other = kept("f", { station: "CP-2", does: { kind: "drop" } });
    const { intercept, says, wire, notes } = disturbedLink(other);
    expect([intercept.isOn("station"), intercept.isOn("csms")]).toEqual([false, false]);
    says("station", call("1"));
    expect([wire.station, notes]).toEqual([[call("1")], []]);
  });
});

describe("each kind", () => {
  it("delay: it goes on later, what follows waits behind it, and the record says how long", () => {
    const slow = kept("slow", { action: "Status*", does: { kind: "delay", ms: 2_000 } });
    const { says, wire, notes, time, taken } = disturbedLink(slow);
    const held = says("station", call("1", "StatusNotification"));
    says("station", call("2"));
    says("csms", result("0"));
    expect([wire.station, wire.csms]).toEqual([[], [result("0")]]);
    time.advance(1_999);
    expect(notes).toEqual([]);
    time.advance(1);
    expect(wire.station).toEqual([call("1", "StatusNotification"), call("2")]);
    expect(notes).toEqual([
      {
        ...{ note: "fault-on-purpose", fault: "slow", seq: held, sender: "station" },
        ...{ did: "delayed", detail: "it was held for 2000 ms" },
      },
    ]);
    expect([taken.size, time.timers()], "nothing is left but its own end").toEqual([0, 1]);
  });

  it("drop: it does not go on", () => {
    const { says, wire, notes } = disturbedLink(kept("gone", { does: { kind: "drop" }, count: 1 }));
    const dropped = says("station", call("1"));
    says("station", call("2"));
    expect(wire.station).toEqual([call("2")]);
    expect(notes).toMatchObject([{ fault: "gone", seq: dropped, did: "dropped" }]);
  });

  it("duplicate: a copy of ours goes on behind it", () => {
    const twice = kept("twice", { does: { kind: "duplicate" }, count: 1 });
    const { says, wire, notes } = disturbedLink(twice);
    says("station", call("1"));
    says("station", call("2"));
    expect(wire.station).toEqual([call("1"), `${call("1")} (fault twice)`, call("2")]);
    expect(notes).toMatchObject([{ seq: 1, did: "duplicated", made: 2 }]);
  });

  it("reorder: it goes on behind the next one, or alone when none comes", () => {
    const late = kept("late", { action: "BootNotification", does: { kind: "reorder", ms: 500 } });
    const { says, wire, notes, time } = disturbedLink(late);
    const boot = call("1", "BootNotification");
    says("station", boot);
    says("csms", result("x"));
    expect(wire.station).toEqual([]);
    time.advance(100);
    says("station", call("2"));
    expect(wire.station).toEqual([call("2"), boot]);
    expect(notes).toMatchObject([{ seq: 1, did: "reordered" }]);
    says("station", boot);
    time.advance(500);
    expect(wire.station.slice(2)).toEqual([boot]);
    expect(time.timers()).toBe(1);
  });

  it("corrupt: a broken copy of ours goes on in its place", () => {
    const broken = kept("broken", { does: { kind: "corrupt", how: "truncate" } });
    const { says, wire, notes } = disturbedLink(broken);
    says("station", call("1"));
    expect(wire.station).toEqual([`${call("1").slice(0, call("1").length / 2)} (fault broken)`]);
    expect(notes).toMatchObject([{ seq: 1, did: "corrupted", made: 2 }]);
  });

  it("answer: the call does not go on, and its sender has an answer of ours", () => {
    const error = { code: "InternalError", description: "a test" };
    const does = { kind: "answer", error };
    const no = kept("no", { sender: "csms", action: "Reset", does });
    const { says, wire, notes } = disturbedLink(no);
    says("csms", call("7", "Reset"));
    says("csms", result("8"));
    expect(wire.csms).toEqual([result("8")]);
    const answer = JSON.stringify([4, "7", "InternalError", "a test", {}]);
    expect(wire.station).toEqual([`${answer} (fault no)`]);
    expect(notes).toMatchObject([{ seq: 1, sender: "csms", did: "answered", made: 2 }]);
  });

  it("close: what is held goes first, then the link ends, with a Close frame or without", () => {
    const slow = kept("a-slow", { action: "Heartbeat", does: { kind: "delay", ms: 9 } });
    const does = { kind: "close", code: 1011, reason: "a test" };
    const end = kept("end", { action: "StopTransaction", does });
    const { says, wire, ended, notes } = disturbedLink(slow, end);
    says("station", call("1"));
    says("station", call("2", "StopTransaction"));
    expect(wire.station).toEqual([call("1")]);
    expect(ended).toEqual(["1011 a test"]);
    expect(notes).toMatchObject([{ did: "delayed" }, { seq: 2, did: "closed" }]);
    const reset = disturbedLink(kept("end", { does: { kind: "close" } }));
    reset.says("station", call("1"));
    expect(reset.ended).toEqual(["reset"]);
  });
});

describe("which messages", () => {
  it("an answer is known by its call, from when the fault was set", () => {
    const fault = kept("f", {
      sender: "csms",
      type: "callResult",
      action: "Authorize",
      does: { kind: "drop" },
    });
    const { says, wire } = disturbedLink(fault);
    says("csms", result("0"));
    says("station", call("1", "Authorize"));
    says("station", call("2", "Heartbeat"));
    says("csms", result("2"));
    says("csms", result("1"));
    expect(wire.csms).toEqual([result("0"), result("2")]);
  });

  it("what cannot be read fits only a fault of whatever type and action", () => {
    const typed = disturbedLink(kept("f", { type: "call", does: { kind: "drop" } }));
    typed.says("station", "{not json");
    typed.says("station", call("1"), { isWhole: false });
    expect(typed.wire.station).toHaveLength(2);
    const any = disturbedLink(kept("f", { does: { kind: "drop" } }));
    any.says("station", "{not json");
    expect(any.wire.station).toEqual([]);
  });

  it("one fault acts on a message, the first by name", () => {
    const [b, a] = [
      kept("b", { does: { kind: "drop" } }),
      kept("a", { does: { kind: "duplicate" } }),
    ];
    const { says, notes } = disturbedLink(b, a);
    says("station", call("1"));
    expect(notes).toMatchObject([{ fault: "a" }]);
  });

  it("where later messages need those before them, nothing is taken away, and that is said once", () => {
    const { says, wire, notes, world } = disturbedLink(kept("f", { does: { kind: "drop" } }));
    world.fixed = "later messages need it";
    says("station", call("1"));
    says("station", call("2"));
    expect(wire.station).toEqual([call("1"), call("2")]);
    expect(notes).toMatchObject([{ did: "nothing", detail: "later messages need it" }]);
  });
});

describe("what is held", () => {
  it("goes on in its order as soon as its fault is removed, and what others hold stays", () => {
    const slow = kept("slow", { action: "Heartbeat", does: { kind: "delay", ms: 60_000 } });
    const slower = kept("slower", { action: "Authorize", does: { kind: "delay", ms: 60_000 } });
    const { says, wire, book, time } = disturbedLink(slow, slower);
    says("station", call("1"));
    says("station", call("2", "Authorize"));
    says("station", call("3"));
    book.set(slower);
    expect(wire.station).toEqual([call("1")]);
    time.advance(60_000);
    expect(wire.station).toEqual([call("1"), call("2", "Authorize"), call("3")]);
  });

  it("goes on when its fault ends by itself, whatever becomes of the wall clock", () => {
    const until = "2026-11-22T09:00:10Z";
    const { says, wire, time, intercept } = disturbedLink(
      kept("slow", { until, does: { kind: "delay", ms: 60_000 } }),
    );
    says("station", call("1"));
    time.advance(9_999);
    expect(wire.station).toEqual([]);
    time.setBack(0);
    time.advance(1);
    expect(wire.station).toEqual([call("1")]);
    expect(intercept.isOn("station")).toBe(false);
    expect(time.timers()).toBe(0);
  });

  it("goes on before its sender's Close frame, and at the link's end", () => {
    const slow = kept("slow", { does: { kind: "delay", ms: 60_000 } });
    const { says, wire, intercept, time, book } = disturbedLink(slow);
    says("station", call("1"));
    intercept.ending("station");
    expect(wire.station).toEqual([call("1")]);
    says("station", call("2"));
    intercept.close();
    expect(wire.station).toEqual([call("1"), call("2")]);
    book.set();
    expect(time.timers()).toBe(0);
  });

  it("a copy that cannot be put in now holds up what comes behind it, until it can", () => {
    const { says, wire, intercept, world } = disturbedLink(
      kept("broken", { does: { kind: "corrupt", how: "id" }, count: 1 }),
    );
    world.isOpen = false;
    says("station", call("1"));
    says("station", call("2"));
    expect(wire.station).toEqual([]);
    world.isOpen = true;
    intercept.canSend?.("station");
    expect(wire.station).toEqual([`${call("x")} (fault broken)`, call("2")]);
  });

  it("an answer that cannot be put in now is not lost", () => {
    const { says, wire, intercept, world } = disturbedLink(
      kept("own", { does: { kind: "answer", result: { status: "Accepted" } } }),
    );
    world.isOpen = false;
    says("station", call("1"));
    says("station", call("2"));
    world.isOpen = true;
    intercept.canSend?.("csms");
    expect(wire.csms.map((text) => text.slice(0, 7))).toEqual(['[3,"1",', '[3,"2",']);
  });
});
