import { describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { Arbiter, type Outcome } from "../../src/relay/arbiter.ts";
import { createCallIds } from "../../src/relay/call-ids.ts";
import { envelopeOf } from "../../src/relay/envelope.ts";

type Message = {
  readonly sender: "station" | "csms";
  readonly text: string;
  readonly hasGone: boolean;
  readonly isWhole: boolean;
};

function arbiterOf() {
  const [passed, dropped, sent]: [string[], string[], string[]] = [[], [], []];
  const outcomes: Outcome<Message>[] = [];
  const arbiter = new Arbiter<Message>(
    createCallIds(() => "ours"),
    {
      pass: ({ text }) => passed.push(text),
      drop: ({ text }) => dropped.push(text),
      send: (text) => sent.push(text),
    },
  );
  const say = (sender: Message["sender"], text: string, atMs = 0) => {
    const hasGone = !arbiter.isOn(sender);
    const message = { sender, text, hasGone, isWhole: true };
    return arbiter.message(message, envelopeOf(Buffer.from(text)), atMs);
  };
  const ask = (timeoutMs = 30_000, by = "operator anna") => {
    const call = { by, action: "Reset", payload: "{}", timeoutMs };
    arbiter.ask(call, (outcome) => outcomes.push(outcome), 0);
  };
  return { arbiter, say, ask, passed, dropped, sent, outcomes };
}

const CALL = '[2,"c1","ClearCache",{}]';

describe("a call of ours", () => {
  it("goes out at once where nothing is unanswered, else with the answer", () => {
    const { say, ask, sent, outcomes } = arbiterOf();
    say("csms", CALL);
    ask();
    expect(sent).toEqual([]);
    expect(say("station", '[3,"c1",{}]')).toBe(true);
    expect(sent).toEqual(['[2,"ours-1","Reset",{}]']);
    expect(say("station", '[3,"ours-1",{}]', 25)).toBe(false);
    expect(outcomes).toMatchObject([{ kind: "answered", messageId: "ours-1", latencyMs: 25 }]);
  });

  it("makes calls of the CSMS wait, and its answers not", () => {
    const { say, ask, passed, dropped } = arbiterOf();
    ask();
    expect(say("csms", CALL)).toBe(false);
    expect(say("csms", '[6,"p","NotifyPeriodicEventStream",{}]')).toBe(false);
    expect(say("csms", '[3,"s1",{}]')).toBe(true);
    say("station", '[4,"ours-1","NotSupported","",{}]');
    expect(passed).toEqual([CALL, '[6,"p","NotifyPeriodicEventStream",{}]']);
    expect(dropped).toHaveLength(1);
  });

  it("gives way to a call of the CSMS that has waited long enough", () => {
    const { arbiter, say, ask, passed, outcomes } = arbiterOf();
    ask(60_000);
    say("csms", CALL, 1_000);
    expect(arbiter.dueMs()).toBe(1_000 + limits.csmsCallWaitMsMax);
    arbiter.proceed(1_000 + limits.csmsCallWaitMsMax);
    expect(passed).toEqual([CALL]);
    expect(outcomes).toMatchObject([{ kind: "unanswered", seq: 1 }]);
    expect(say("station", '[3,"ours-1",{}]')).toBe(false);
  });

  it("does not wait for ever for a station that never answers its CSMS", () => {
    const { arbiter, say, ask, sent } = arbiterOf();
    say("csms", CALL);
    ask(limits.csmsCallMsMax * 2);
    expect(arbiter.dueMs()).toBe(limits.csmsCallMsMax);
    arbiter.proceed(limits.csmsCallMsMax);
    expect(sent).toHaveLength(1);
  });

  it("lets what waits go on at the end of the CSMS's side, and is answered all the same", () => {
    const { arbiter, say, ask, passed, outcomes } = arbiterOf();
    ask();
    say("csms", CALL);
    arbiter.ending("csms", 0);
    expect(passed).toEqual([CALL]);
    ask(1_000, "operator ben");
    say("station", '[3,"ours-1",{}]');
    expect(outcomes.map(({ kind }) => kind)).toEqual(["refused", "answered"]);
  });
});

it("whose call an answer is to, it says only of ours", () => {
  const { arbiter, ask } = arbiterOf();
  ask();
  const of = (text: string) => arbiter.askedBy(envelopeOf(Buffer.from(text)));
  expect(of('[3,"ours-1",{}]')).toBe("operator anna");
  expect(of('[3,"c1",{}]')).toBeNull();
  expect(of('[2,"ours-1","Heartbeat",{}]')).toBeNull();
});
