/**
 * Any interleaving of what a station, its CSMS and three callers of ours do, against a model that
 * knows nothing of the arbiter: the station keeps what it got and has not answered, the CSMS what it
 * was told.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { Arbiter, type Outcome } from "../../src/relay/arbiter.ts";
import { createCallIds } from "../../src/relay/call-ids.ts";
import { type Envelope, envelopeOf } from "../../src/relay/envelope.ts";

type Sender = "station" | "csms";

type Message = {
  readonly sender: Sender;
  hasGone: boolean;
  readonly isWhole: boolean;
  readonly text: string;
  readonly nth: number;
};

type Step =
  | { readonly do: "ask"; readonly by: number; readonly timeoutMs: number }
  | { readonly do: "csms calls"; readonly id: number }
  | { readonly do: "csms answers" | "csms sends" | "csms says it was no result" }
  | { readonly do: "csms breaks a frame"; readonly isWhole: boolean }
  | { readonly do: "station answers"; readonly which: number; readonly isError: boolean }
  | { readonly do: "station answers again"; readonly which: number }
  | { readonly do: "station calls" | "station sends" | "station says it was no result" }
  | { readonly do: "time goes on"; readonly ms: number }
  | { readonly do: "no boundary"; readonly is: boolean }
  | { readonly do: "ending"; readonly sender: Sender };

const plain = (...names: Step["do"][]) =>
  fc.constantFrom(...names).map((name) => ({ do: name }) as Step);

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("ask" as const),
        by: fc.nat(2),
        timeoutMs: fc.integer({ min: 1, max: 90_000 }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("csms calls" as const), id: fc.nat(5) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant("station answers" as const),
        which: fc.nat(5),
        isError: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant("station answers again" as const), which: fc.nat(5) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("csms breaks a frame" as const),
        isWhole: fc.boolean(),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant("time goes on" as const), ms: fc.nat(40_000) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant("no boundary" as const), is: fc.boolean() }),
    },
    {
      weight: 4,
      arbitrary: plain(
        "csms answers",
        "csms sends",
        "csms says it was no result",
        "station calls",
        "station sends",
        "station says it was no result",
      ),
    },
  ),
  { maxLength: 60 },
);

const endings = fc.array(fc.constantFrom<Sender>("station", "csms"), { maxLength: 2 });

/** One link. Every breach of what is promised throws. */
class World {
  nowMs = 0;
  isBoundary = true;
  readonly #arbiter: Arbiter<Message>;
  #ended = new Set<Sender>();
  #nth = 0;
  #calls = 0;
  /** What the station got, in order, and since when it owes an answer. */
  readonly atStation: Message[] = [];
  readonly owed = new Map<string, number>();
  readonly #idsOfOurs = new Set<string>();
  readonly #idsOfCsms = new Set<string>();
  readonly atCsms: Message[] = [];
  readonly fromCsms: Message[] = [];
  readonly fromStation: Message[] = [];
  readonly dropped = new Set<Message>();
  readonly held = new Set<Message>();
  readonly outcomes: Outcome<Message>[] = [];
  /** Of ours: with the station, and no outcome yet. */
  #open: string | null = null;
  asked = 0;
  answeredIds: string[] = [];

  constructor() {
    let n = 0;
    this.#arbiter = new Arbiter<Message>(
      createCallIds(() => {
        n += 1;
        return `0123456789abcdef${n}`;
      }),
      {
        pass: (message) => {
          expect(this.held.delete(message), "passed once, of what was taken").toBe(true);
          this.#arrive(message);
        },
        drop: (message) => {
          expect(this.held.delete(message), "dropped once, of what was taken").toBe(true);
          this.dropped.add(message);
        },
        send: (text) => this.#send(text),
      },
    );
  }

  ask(by: number, timeoutMs: number): void {
    this.asked += 1;
    let isTold = false;
    const call = { by: `caller ${by}`, action: "Reset", payload: "{}", timeoutMs };
    this.#arbiter.ask(
      call,
      (outcome) => {
        expect(isTold, "an outcome is told once").toBe(false);
        isTold = true;
        this.outcomes.push(outcome);
        if (outcome.kind !== "refused" && this.#open !== null) this.#settle(outcome);
      },
      this.nowMs,
    );
  }

  say(sender: Sender, text: string, isWhole = true): void {
    if (this.#ended.has(sender)) return;
    this.#nth += 1;
    const hasGone = !this.#arbiter.isOn(sender);
    const message: Message = { sender, hasGone, isWhole, text, nth: this.#nth };
    (sender === "csms" ? this.fromCsms : this.fromStation).push(message);
    const envelope = envelopeOfMessage(message);
    if (hasGone) {
      this.#arrive(message);
      this.#arbiter.message(message, envelope, this.nowMs);
      return;
    }
    this.held.add(message);
    if (!this.#arbiter.message(message, envelope, this.nowMs)) return;
    expect(this.held.delete(message), "let go on, and not taken").toBe(true);
    this.#arrive(message);
  }

  advance(ms: number): void {
    const until = this.nowMs + ms;
    for (;;) {
      const due = this.#arbiter.dueMs();
      if (due === null || due > until) break;
      this.nowMs = Math.max(this.nowMs, due);
      this.#arbiter.proceed(this.nowMs);
      const isStuck = this.#arbiter.dueMs() === due;
      expect(isStuck, "what was due is done").toBe(false);
    }
    this.nowMs = until;
  }

  tryAgain(): void {
    this.#arbiter.proceed(this.nowMs);
  }

  end(sender: Sender): void {
    this.#ended.add(sender);
    this.#arbiter.ending(sender, this.nowMs);
  }

  close(): void {
    this.#arbiter.close();
  }

  unansweredIds(): string[] {
    return [...this.owed.keys()];
  }

  #send(text: string): number | null {
    if (!this.isBoundary) return null;
    const id = envelopeOf(Buffer.from(text))?.messageId ?? "";
    for (const [owedId, sinceMs] of this.owed) {
      if (this.#idsOfOurs.has(owedId)) continue;
      expect(this.nowMs - sinceMs, `${owedId} is unanswered`).toBeGreaterThanOrEqual(
        limits.csmsCallMsMax,
      );
    }
    expect(this.#open, "one of ours at a time").toBeNull();
    expect(this.#ended.size, "nothing is put in at the end").toBe(0);
    expect(this.#idsOfOurs.has(id) || this.#idsOfCsms.has(id), "an id twice").toBe(false);
    this.#idsOfOurs.add(id);
    this.owed.set(id, this.nowMs);
    this.#open = id;
    this.#nth += 1;
    return this.#nth;
  }

  #settle(outcome: Outcome<Message>): void {
    if (outcome.kind === "unanswered" && outcome.seq === null) return;
    this.#open = null;
  }

  /** At the other side. */
  #arrive(message: Message): void {
    if (message.sender === "station") {
      const id = envelopeOfMessage(message)?.messageId ?? "";
      const isAnswer = envelopeOfMessage(message)?.kind === "answer";
      expect(isAnswer && this.#idsOfOurs.has(id), "the CSMS did not ask that").toBe(false);
      this.atCsms.push(message);
      return;
    }
    this.atStation.push(message);
    const envelope = envelopeOfMessage(message);
    if (envelope?.kind !== "call") return;
    if (this.#ended.size === 0) expect(this.#open, "it waits for ours").toBeNull();
    this.#idsOfCsms.add(envelope.messageId);
    this.owed.delete(envelope.messageId);
    this.owed.set(envelope.messageId, this.nowMs);
  }

  answer(id: string, isError: boolean): void {
    if (this.#ended.has("station")) return;
    this.owed.delete(id);
    this.answeredIds.push(id);
    this.say("station", isError ? `[4,"${id}","InternalError","",{}]` : `[3,"${id}",{}]`);
  }

  nextCall(): number {
    this.#calls += 1;
    return this.#calls;
  }
}

function envelopeOfMessage({ text, isWhole }: Message): Envelope | null {
  return isWhole ? envelopeOf(Buffer.from(text)) : null;
}

function take(world: World, step: Step): void {
  switch (step.do) {
    case "ask":
      world.ask(step.by, step.timeoutMs);
      return;
    case "csms calls":
      // Now and then an id again: CSMSs do that.
      world.say("csms", `[2,"${step.id === 0 ? "again" : `c${world.nextCall()}`}","Reset",{}]`);
      return;
    case "csms answers":
      world.say("csms", '[3,"s1",{}]');
      return;
    case "csms sends":
      world.say("csms", '[6,"p1","NotifyPeriodicEventStream",{}]');
      return;
    case "csms says it was no result":
      world.say("csms", '[5,"c1","FormatViolation","",{}]');
      return;
    case "csms breaks a frame":
      world.say("csms", '[2,"broken', step.isWhole);
      return;
    case "station answers": {
      const id = world.unansweredIds()[step.which];
      if (id !== undefined) world.answer(id, step.isError);
      return;
    }
    case "station answers again": {
      const id = world.answeredIds[step.which];
      if (id !== undefined) world.say("station", `[3,"${id}",{}]`);
      return;
    }
    case "station calls":
      world.say("station", '[2,"s1","Heartbeat",{}]');
      return;
    case "station sends":
      world.say("station", '[6,"s2","NotifyPeriodicEventStream",{}]');
      return;
    case "station says it was no result":
      world.say("station", '[5,"s1","FormatViolation","",{}]');
      return;
    case "time goes on":
      world.advance(step.ms);
      return;
    case "no boundary":
      world.isBoundary = !step.is;
      if (world.isBoundary) world.tryAgain();
      return;
    case "ending":
      world.end(step.sender);
  }
}

const isAnswerOf = (message: Message) => envelopeOfMessage(message)?.kind === "answer";

describe("whatever a station, its CSMS and our callers do, in any order", () => {
  it("calls wait for each other, ids are used once, and each gets its own answers", () => {
    fc.assert(
      fc.property(steps, endings, (all, ends) => {
        const world = new World();
        for (const step of all) take(world, step);
        for (const sender of ends) take(world, { do: "ending", sender });
        // Whatever waits, waits for a bounded time.
        world.advance(limits.csmsCallWaitMsMax);
        expect(world.held.size).toBe(0);
        world.close();
        expect(world.outcomes).toHaveLength(world.asked);
        // Nothing of the CSMS is lost, doubled or, but for its answers, in another order.
        expect(new Set(world.atStation)).toEqual(new Set(world.fromCsms));
        expect(world.atStation).toHaveLength(world.fromCsms.length);
        for (const isAnswer of [true, false]) {
          const of = (messages: readonly Message[]) =>
            messages.filter((message) => isAnswerOf(message) === isAnswer);
          expect(of(world.atStation)).toEqual(of(world.fromCsms));
        }
        // What the station said to its CSMS came there, in its order.
        expect(world.atCsms).toEqual(world.fromStation.filter((each) => !world.dropped.has(each)));
        for (const each of world.dropped) expect(each.text).toContain("0123456789abcdef");
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("ids of ours", () => {
  it("are not those of a CSMS that uses ids like ours, before or after", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(null), fc.tuple(fc.nat(3), fc.nat(9))), { maxLength: 40 }),
        (turns) => {
          let n = -1;
          const ids = createCallIds(() => {
            n += 1;
            return `p${n}`;
          });
          const [given, met] = [new Set<string>(), new Set<string>()];
          for (const turn of turns) {
            // Nobody can guess a prefix before it is in use.
            const id = turn === null ? ids.next() : `p${Math.min(turn[0], n)}-${turn[1]}`;
            if (id === null) break;
            if (turn === null) {
              expect(given.has(id) || met.has(id)).toBe(false);
              given.add(id);
            } else {
              ids.met(id);
              met.add(id);
            }
            expect(ids.isOurs(id)).toBe(turn === null);
          }
        },
      ),
    );
  });
});
