import { describe, expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import { createEngine } from "../../src/findings/engine.ts";
import type { Happening, LinkFacts } from "../../src/findings/happening.ts";
import { type Rule, type RuleText, statefulRule, statelessRule } from "../../src/findings/rule.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { messageOf as messageRecordOf } from "../support/spool.ts";

function textOf(id: string): RuleText {
  const rest = { title: "", clause: "", explanation: "", remedy: "" };
  return { id, severity: "warning", side: "station", ...rest };
}

function linkOf(stationId = "CP-1", leg: LinkFacts["leg"] = "both"): LinkFacts {
  return {
    linkId: newLinkId(),
    stationId: parseStationId(stationId),
    instance: "test",
    leg,
    version: null,
    openedAtUs: 0,
    bootAtUs: null,
    exchangeTimeoutMs: 30_000,
  };
}

const tickAt = (atUs: number): Happening => ({ kind: "tick", atUs });

/** Reports how often it was asked. */
const counting = (scope: "link" | "station") =>
  statefulRule(
    textOf("counting"),
    {
      scope,
      begin: () => ({ ticks: 0 }),
      save: (state) => state.ticks,
      parse: (saved) => ({ ticks: Number(saved) }),
    },
    {
      tick(_, __, state) {
        state.ticks += 1;
        return [{ sentence: `${state.ticks}`, evidence: [] }];
      },
    },
  );

function engineOf(...rules: Rule[]) {
  const events: TapEvent[] = [];
  const engine = createEngine(rules, { observe: (event) => events.push(event) });
  const sentences = (link: LinkFacts, atUs = 1) =>
    engine.inspect(tickAt(atUs), link).map(({ sentence }) => sentence);
  return { engine, events, sentences };
}

describe("the engine", () => {
  it("makes findings of reports, with the rule's severity and side unless the report says other", () => {
    const rule = statelessRule(textOf("both"), {
      tick: () => [
        { sentence: "as usual", evidence: [1] },
        { sentence: "worse", evidence: [2], severity: "error", side: "ours", details: { n: 1 } },
      ],
    });
    const link = linkOf();
    const at = { linkId: link.linkId, stationId: link.stationId, atUs: 7, rule: "both" };
    expect(engineOf(rule).engine.inspect(tickAt(7), link)).toEqual([
      {
        ...at,
        severity: "warning",
        side: "station",
        sentence: "as usual",
        evidence: [1],
        details: {},
      },
      {
        ...at,
        severity: "error",
        side: "ours",
        sentence: "worse",
        evidence: [2],
        details: { n: 1 },
      },
    ]);
  });

  it("asks only rules that want the kind, and knows whether any does", () => {
    const { engine } = engineOf(counting("link"));
    expect(engine.wants("tick")).toBe(true);
    expect(engine.wants("message")).toBe(false);
    const closed: Happening = { kind: "link-closed", atUs: 1, body: null };
    expect(engine.inspect(closed, linkOf())).toEqual([]);
  });

  it("keeps state per link, and forgets it with the link", () => {
    const { engine, sentences } = engineOf(counting("link"));
    const [one, other] = [linkOf(), linkOf()];
    expect([sentences(one), sentences(one), sentences(other)]).toEqual([["1"], ["2"], ["1"]]);
    engine.forgetLink(one.linkId);
    expect(sentences(one)).toEqual(["1"]);
  });

  it("keeps state per station across its links", () => {
    const { engine, sentences } = engineOf(counting("station"));
    expect([sentences(linkOf("A")), sentences(linkOf("A")), sentences(linkOf("B"))]).toEqual([
      ...[["1"], ["2"], ["1"]],
    ]);
    const both = ["A", "B"].map((stationId) => ({ stationId, leg: "station" }));
    expect(engine.takeTouchedStations()).toEqual(both);
    expect(engine.takeTouchedStations()).toEqual([]);
    expect([...engine.stations()]).toEqual(both);
  });

  it("keeps a state of its own for the CSMS's leg of a translated station", () => {
    const rule = counting("station");
    const text = { ...textOf("counting"), side: "csms" as const };
    const { engine, sentences } = engineOf({ ...rule, text });
    const [station, csms] = [linkOf("A", "station"), linkOf("A", "csms")];
    expect([sentences(station), sentences(csms), sentences(csms), sentences(station)]).toEqual([
      ...[["1"], ["1"], ["2"], ["2"]],
    ]);
    const [stationId] = [parseStationId("A")];
    const legs = [
      { stationId, leg: "station" },
      { stationId, leg: "csms" },
    ];
    expect(engine.takeTouchedStations()).toEqual(legs);
    expect(engine.saveStation({ stationId, leg: "csms" })).toEqual({ counting: 2 });
  });

  it("finds no fault with the station on the CSMS's leg, where that is ocpptap itself", () => {
    const sides = ["station", "csms", "network", "ours"] as const;
    const rule = statelessRule(textOf("all"), {
      tick: () => sides.map((side) => ({ sentence: side, evidence: [], side })),
    });
    const { sentences } = engineOf(rule);
    expect(sentences(linkOf("A", "csms"))).toEqual(["csms", "network", "ours"]);
    expect(sentences(linkOf("A", "station"))).toEqual([...sides]);
  });

  it("goes on from saved state, and ignores the state of rules that are gone", () => {
    const before = engineOf(counting("link"));
    const link = linkOf();
    before.sentences(link);
    const saved = before.engine.saveLink(link.linkId);
    expect(saved).toEqual({ counting: 1 });
    const after = engineOf(counting("link"));
    after.engine.restoreLink(link.linkId, { gone: { x: 1 }, counting: 1 });
    expect(after.sentences(link)).toEqual(["2"]);
    after.engine.restoreLink(link.linkId, "nonsense");
    expect(engineOf().engine.saveLink(link.linkId)).toBeNull();
  });

  it("saves and restores stations likewise", () => {
    const before = engineOf(counting("station"));
    before.sentences(linkOf("A"));
    const after = engineOf(counting("station"));
    const peer = { stationId: parseStationId("A"), leg: "station" } as const;
    after.engine.restoreStation(peer, before.engine.saveStation(peer));
    expect(after.sentences(linkOf("A"))).toEqual(["2"]);
  });
});

describe("a rule that throws", () => {
  const broken = statelessRule(textOf("broken"), {
    tick(_, link) {
      if (link.stationId === "bad") throw new Error("a bug");
      return [{ sentence: "fine", evidence: [] }];
    },
  });

  it("is switched off for that link, told once, and disturbs no other", () => {
    const { sentences, events } = engineOf(broken, counting("link"));
    const [bad, good] = [linkOf("bad"), linkOf("good")];
    expect([sentences(bad), sentences(bad)]).toEqual([["1"], ["2"]]);
    expect(sentences(good)).toEqual(["fine", "1"]);
    expect(events).toEqual([
      { name: "ruleDisabled", rule: "broken", linkId: bad.linkId, problem: "a bug" },
    ]);
  });

  it("is switched off with its state for a whole station where it keeps that", () => {
    const memory = { scope: "station", begin: () => 0, save: () => 0, parse: () => 0 } as const;
    const bad = statefulRule<number>(textOf("bad"), memory, {
      tick() {
        throw new Error("a bug");
      },
    });
    const { sentences, events } = engineOf(bad);
    expect([sentences(linkOf("A")), sentences(linkOf("A")), sentences(linkOf("B"))].flat()).toEqual(
      [],
    );
    expect(events.length).toBe(2);
  });
});

describe("whom the engine asks", () => {
  const messageOf = (text: string): Happening => ({
    ...{ kind: "message", atUs: 1, seq: 1, sender: "station", leg: "both", request: null },
    message: { type: "call", messageId: "1", action: text, callPayload: {} },
    record: messageRecordOf(newLinkId(), 1),
  });
  const say = (sentence: string) => [{ sentence, evidence: [] }];

  it("asks a rule with actions about those only, and keeps the order of the rules", () => {
    const { engine } = engineOf(
      statelessRule(textOf("all"), { message: () => say("all") }),
      statelessRule(textOf("boots"), { message: () => say("boots") }, { actions: ["Boot"] }),
    );
    const heard = (action: string) =>
      engine.inspect(messageOf(action), linkOf()).map(({ sentence }) => sentence);
    expect(heard("Boot")).toEqual(["all", "boots"]);
    expect(heard("Heartbeat")).toEqual(["all"]);
  });

  it("tells a rule with actions of everything else that happens to a link", () => {
    const { engine } = engineOf(
      statelessRule(textOf("boots"), { tick: () => say("tick") }, { actions: ["Boot"] }),
    );
    expect(engine.inspect(tickAt(1), linkOf())).toMatchObject([{ sentence: "tick" }]);
  });

  it("asks a rule that waits for a time from then on, and also after a restart", () => {
    const waiting = statefulRule(
      textOf("waiting"),
      {
        scope: "link",
        begin: () => ({ dueUs: Number.POSITIVE_INFINITY }),
        save: ({ dueUs }) => (Number.isFinite(dueUs) ? dueUs : null),
        parse: (saved) => ({ dueUs: typeof saved === "number" ? saved : Number.POSITIVE_INFINITY }),
      },
      {
        message({ atUs }, _, state) {
          state.dueUs = atUs + 10;
          return [];
        },
        tick({ atUs }, _, state) {
          state.dueUs = Number.POSITIVE_INFINITY;
          return say(`due at ${atUs}`);
        },
      },
      { dueUs: ({ dueUs }) => dueUs },
    );
    const { engine, sentences } = engineOf(waiting);
    const link = linkOf();
    expect(sentences(link, 5)).toEqual([]);
    engine.inspect(messageOf("Boot"), link);
    const restarted = engineOf(waiting);
    restarted.engine.restoreLink(link.linkId, engine.saveLink(link.linkId));
    for (const ticking of [sentences, restarted.sentences]) {
      expect(ticking(link, 10)).toEqual([]);
      expect(ticking(link, 11)).toEqual(["due at 11"]);
      expect(ticking(link, 12)).toEqual([]);
    }
  });
});
