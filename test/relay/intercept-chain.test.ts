import { describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import type { Intercept, InterceptLine, SeenMessage } from "../../src/relay/intercept.ts";
import { InterceptChain } from "../../src/relay/intercept-chain.ts";

const idle: Intercept = {
  ...{ isOn: () => true, message: () => true },
  ...{ ending: () => undefined, close: () => undefined },
};

function chainOf(...manners: readonly Partial<Intercept>[]) {
  const [out, faults]: [string[], string[]] = [[], []];
  const lines: InterceptLine[] = [];
  const chain = new InterceptChain(
    manners.map((manner) => (line) => {
      lines.push(line);
      return { ...idle, ...manner };
    }),
    {
      goOn: ({ payload }) => out.push(payload.toString()),
      send: () => 1,
      note: () => undefined,
      close: () => undefined,
      abort: () => undefined,
      onFreed: () => undefined,
      onFault: (problem) => faults.push(problem),
    },
  );
  const take = (text: string, hasGone = false) => {
    const message: SeenMessage = {
      ...{ sender: "station", seq: 1, opcode: 1, payload: Buffer.from(text), isWhole: true },
      ...{ hasGone, receivedAtUs: 0 },
    };
    chain.take(message);
    return message;
  };
  return { chain, take, out, faults, lines };
}

describe("a chain", () => {
  it("passes what is taken on to those behind, once, and what is dropped to nobody", () => {
    const seen: string[] = [];
    const { chain, take, out, lines } = chainOf(
      { message: () => false },
      {
        message({ payload }) {
          seen.push(payload.toString());
          return true;
        },
      },
    );
    const [one, two] = [take("one"), take("two")];
    expect([out, chain.isEmpty()]).toEqual([[], false]);
    lines[0]?.pass(two);
    lines[0]?.pass(two);
    lines[0]?.drop(one);
    lines[0]?.pass(one);
    expect([out, seen, chain.isEmpty()]).toEqual([["two"], ["two"], true]);
  });

  it("only shows what has gone", () => {
    const { take, out, chain } = chainOf({ message: () => false });
    take("gone", true);
    expect([out, chain.isEmpty()]).toEqual([[], true]);
  });

  it("lets everything of a sender go on in its order when that ends", () => {
    const { chain, take, out } = chainOf({ message: () => false }, { message: () => false });
    take("one");
    take("two");
    chain.ending("csms");
    expect(out).toEqual([]);
    chain.ending("station");
    expect(out).toEqual(["one", "two"]);
  });

  it("switches one off that throws, and asks it no more", () => {
    let asked = 0;
    let closed = 0;
    const { chain, take, out, faults, lines } = chainOf({
      message() {
        asked += 1;
        if (asked === 2) throw new Error("seeded");
        return false;
      },
      close() {
        closed += 1;
        throw new Error("again");
      },
    });
    for (const text of ["one", "two", "three"]) take(text);
    expect([out, asked, closed]).toEqual([["one", "two", "three"], 2, 1]);
    expect(faults).toHaveLength(2);
    expect(lines[0]?.send("csms", "late", "test")).toBeNull();
    expect(chain.isAsked("station")).toBe(false);
  });

  it("goes on without one that cannot even begin", () => {
    const throws = () => {
      throw new Error("seeded");
    };
    const faults: string[] = [];
    const chain = new InterceptChain([throws], {
      goOn: () => undefined,
      send: () => null,
      note: () => undefined,
      close: () => undefined,
      abort: () => undefined,
      onFreed: () => undefined,
      onFault: (problem) => faults.push(problem),
    });
    expect([faults.length, chain.isAsked("csms")]).toEqual([1, false]);
  });

  it("says when a sender should not be read", () => {
    const { chain, take } = chainOf({ message: () => false });
    for (let n = 0; n < limits.takenMessagesMax; n += 1) {
      expect(chain.isFull("station")).toBe(false);
      take("x");
    }
    expect([chain.isFull("station"), chain.isFull("csms")]).toEqual([true, false]);
  });

  it("says whom an answer is for, by who is on", () => {
    const askedBy = () => "operator anna";
    expect(chainOf({ askedBy }).chain.askedBy("station", Buffer.from(""))).toBe("operator anna");
    const off = chainOf({ askedBy, isOn: () => false });
    expect(off.chain.askedBy("station", Buffer.from(""))).toBeNull();
  });
});
