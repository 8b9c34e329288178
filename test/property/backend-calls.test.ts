/**
 * Calls of a CSMS and of two further back-ends to one station, interleaved in every way: the station
 * never has two unanswered calls where its CSMS keeps the rule itself (OCPP-J §4.1.1), never sees a
 * message id twice, and each answer reaches only who asked.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { Calls, type Outcome } from "../../src/backends/calls.ts";
import { newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { Arbiter } from "../../src/relay/arbiter.ts";
import { createCallIds } from "../../src/relay/call-ids.ts";
import { envelopeOf } from "../../src/relay/envelope.ts";

type Message = {
  readonly sender: "station" | "csms";
  readonly text: string;
  readonly hasGone: boolean;
  readonly isWhole: boolean;
};

const names = ["energy", "fleet"] as const;
type Name = (typeof names)[number];

/** One station, its CSMS, two back-ends, and what stands between. Each call's payload says whose. */
class World {
  /** Ids of calls at the station that it has not answered, with what they carry. */
  readonly #open = new Map<string, string>();
  readonly #seen = new Set<string>();
  readonly #later: (() => void)[] = [];
  readonly #heard: Record<Name | "csms", string[]> = { csms: [], energy: [], fleet: [] };
  readonly #asked: Record<Name | "csms", string[]> = { csms: [], energy: [], fleet: [] };
  readonly #calls: Record<Name, Calls>;
  readonly #arbiter: Arbiter<Message>;
  #atMs = 0;
  #count = 0;
  #csmsOpen = 0;
  #openMost = 0;
  #seq = 0;

  constructor() {
    let prefixes = 0;
    const prefix = () => {
      prefixes += 1;
      return `ours-${prefixes}`;
    };
    this.#arbiter = new Arbiter<Message>(createCallIds(prefix), {
      pass: (message) => this.#arrive(message),
      drop: () => undefined,
      send: (text) => {
        this.#atStation(text);
        this.#seq += 1;
        return this.#seq;
      },
    });
    this.#calls = { energy: this.#backend("energy"), fleet: this.#backend("fleet") };
  }

  csmsCalls(id: string): void {
    // It keeps the rule, and never uses an id twice.
    if (this.#csmsOpen > 0 || this.#asked.csms.includes(id)) return;
    this.#csmsOpen += 1;
    this.#asked.csms.push(id);
    this.#sent("csms", `[2,${JSON.stringify(id)},"Reset",{"whose":"csms ${id}"}]`);
  }

  /** As often as it likes, with whatever id. */
  backendCalls(name: Name, id: string): void {
    this.#count += 1;
    const whose = `${name} ${id}`;
    this.#asked[name].push(whose);
    this.#calls[name].take({
      ...{ type: "call", messageId: id, action: "ClearCache", callPayload: { whose } },
    });
    this.#settle();
  }

  backendLost(name: Name): void {
    this.#calls[name].reset();
  }

  /** The nth of those that are open; a second time as well. */
  stationAnswers(nth: number, isTwice: boolean): void {
    const id = [...this.#open.keys()][nth % Math.max(1, this.#open.size)];
    if (id === undefined) return;
    const text = `[3,${JSON.stringify(id)},{"to":${JSON.stringify(this.#open.get(id))}}]`;
    this.#open.delete(id);
    this.#sent("station", text);
    if (isTwice && id.startsWith("ours")) this.#sent("station", text);
  }

  waits(ms: number): void {
    this.#atMs += ms;
    this.#arbiter.proceed(this.#atMs);
    this.#settle();
  }

  ends(): void {
    this.#arbiter.close();
    this.#settle();
  }

  check(): void {
    for (const name of names) {
      for (const text of this.#heard[name]) {
        const [type, id, payload] = JSON.parse(text);
        if (type === 3) expect(payload.to).toBe(`${name} ${id}`);
      }
      expect(this.#heard[name].length).toBeLessThanOrEqual(this.#asked[name].length);
    }
    for (const text of this.#heard.csms) {
      const [, id, payload] = JSON.parse(text);
      expect(payload.to).toBe(`csms ${id}`);
    }
  }

  /** What is open at once; answers that were given up count until the station gives them. */
  get openMost(): number {
    return this.#openMost;
  }

  // ────────────────────

  #backend(name: Name): Calls {
    return new Calls({
      mayAsk: () => true,
      admit: ({ action, callPayload }) => ({ kind: "admitted", call: { action, callPayload } }),
      ask: ({ action, callPayload }, done) =>
        this.#arbiter.ask(
          {
            ...{ by: `backend ${name}`, action, payload: JSON.stringify(callPayload) },
            timeoutMs: limits.backendCallMs,
          },
          (outcome) => {
            const ref = { linkId: newLinkId(), seq: 1 };
            const told: Outcome =
              outcome.kind === "answered"
                ? { kind: "answered", text: outcome.answer.text, ref }
                : { kind: "failed", problem: outcome.problem };
            this.#later.push(() => done(told));
          },
          this.#atMs,
        ),
      say: (text) => this.#heard[name].push(text),
      onCall: () => undefined,
    });
  }

  #sent(sender: Message["sender"], text: string): void {
    const hasGone = !this.#arbiter.isOn(sender);
    const message = { sender, text, hasGone, isWhole: true };
    if (hasGone) this.#arrive(message);
    const goesOn = this.#arbiter.message(message, envelopeOf(Buffer.from(text)), this.#atMs);
    if (goesOn && !hasGone) this.#arrive(message);
    this.#settle();
  }

  #arrive({ sender, text }: Message): void {
    if (sender === "csms") this.#atStation(text);
    else {
      this.#csmsOpen -= 1;
      this.#heard.csms.push(text);
    }
  }

  #atStation(text: string): void {
    const [, id, , payload] = JSON.parse(text);
    expect(this.#seen.has(id), `${id} comes to the station twice`).toBe(false);
    this.#seen.add(id);
    this.#open.set(id, payload.whose);
    this.#openMost = Math.max(this.#openMost, this.#open.size);
  }

  #settle(): void {
    for (let next = this.#later.shift(); next !== undefined; next = this.#later.shift()) next();
  }
}

const id = fc.constantFrom("1", "2", "3", "ours-1-1", 'a"b');
const name = fc.constantFrom(...names);
const number = fc.nat(9);

const calm = fc.oneof(
  fc.nat(1_000).map((n) => (world: World) => world.csmsCalls(`c${n}`)),
  fc.tuple(name, id).map(
    ([n, i]) =>
      (world: World) =>
        world.backendCalls(n, i),
  ),
  fc.tuple(number, fc.boolean()).map(
    ([n, b]) =>
      (world: World) =>
        world.stationAnswers(n, b),
  ),
  name.map((n) => (world: World) => world.backendLost(n)),
  fc.nat(100).map((ms) => (world: World) => world.waits(ms)),
);
/** The CSMS's ids look like ours, as if it had guessed how those begin; minutes pass. */
const wild = fc.oneof(
  calm,
  fc.nat(3).map((n) => (world: World) => world.csmsCalls(`ours-1-${1_000 + n}`)),
  fc.nat(200_000).map((ms) => (world: World) => world.waits(ms)),
);

it("one call at a time is with the station, and each answer is its asker's", () => {
  fc.assert(
    fc.property(fc.array(calm, { maxLength: 60 }), (steps) => {
      const world = new World();
      for (const step of steps) step(world);
      world.ends();
      world.check();
      expect(world.openMost).toBeLessThanOrEqual(1);
    }),
    { numRuns: 500 },
  );
});

it("no id comes twice, and no answer to another, whatever times out and collides", () => {
  fc.assert(
    fc.property(fc.array(wild, { maxLength: 80 }), (steps) => {
      const world = new World();
      for (const step of steps) step(world);
      world.ends();
      world.check();
    }),
    { numRuns: 500 },
  );
});
