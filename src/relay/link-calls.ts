/**
 * Our calls on one link: the arbiter with a clock and a place in the link. In: calls asked for, and
 * what passes. Out: their outcomes, each once. Promised: nobody who is told an outcome can harm the
 * link.
 */
import { randomBytes } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import { problemOf } from "../base/errors.ts";
import type { LinkId } from "../base/ids.ts";
import type { Observe } from "../observe/events.ts";
import { Arbiter, type Outcome } from "./arbiter.ts";
import { createCallIds } from "./call-ids.ts";
import { envelopeOf } from "./envelope.ts";
import type {
  AskedCall,
  CallOutcome,
  Intercept,
  InterceptedLink,
  InterceptLine,
  LinkCalls,
  SeenMessage,
} from "./intercept.ts";

export type OpenedCalls = {
  readonly calls: LinkCalls;
  /** First of the link's chain. */
  readonly open: (link: Pick<InterceptedLink, "fixedBecause">, line: InterceptLine) => Intercept;
};

export type LinkCallsDeps = {
  readonly clock: Clock;
  readonly observe: Observe;
};

const NOT_OPEN: LinkCalls["ask"] = (_, done) =>
  queueMicrotask(() => done({ kind: "refused", problem: "the link has ended" }));

export function createLinkCalls(linkId: LinkId, deps: LinkCallsDeps): OpenedCalls {
  let ask = NOT_OPEN;
  return {
    calls: { ask: (call, done) => ask(call, done) },
    open(link, line) {
      const opened = openCalls({ ...deps, linkId, link, line });
      ask = opened.ask;
      return {
        ...opened.intercept,
        close() {
          ask = NOT_OPEN;
          opened.intercept.close();
        },
      };
    },
  };
}

type Opening = LinkCallsDeps & {
  readonly linkId: LinkId;
  readonly link: Pick<InterceptedLink, "fixedBecause">;
  readonly line: InterceptLine;
};

function openCalls({ clock, observe, linkId, link, line }: Opening): {
  readonly ask: LinkCalls["ask"];
  readonly intercept: Intercept;
} {
  let timer: NodeJS.Timeout | null = null;
  let dueMs: number | null = null;
  const nowMs = () => clock.nowUs() / 1000;
  const arbiter = new Arbiter<SeenMessage>(
    createCallIds(() => randomBytes(10).toString("hex")),
    { pass: line.pass, drop: line.drop, send: (text, by) => line.send("csms", text, by) },
  );

  /** So that the timer fits what the arbiter waits for. */
  function settle(): void {
    const due = arbiter.dueMs();
    if (due === dueMs) return;
    if (timer !== null) clearTimeout(timer);
    dueMs = due;
    timer = due === null ? null : setTimeout(wake, Math.max(1, Math.ceil(due - nowMs())));
  }
  function wake(): void {
    dueMs = null;
    arbiter.proceed(nowMs());
    settle();
  }
  const tell = (done: (outcome: CallOutcome) => void) => (outcome: Outcome<SeenMessage>) =>
    queueMicrotask(() => {
      try {
        done(outcomeOf(linkId, outcome));
      } catch (thrown) {
        observe({ name: "bug", role: "relay", where: "call outcome", problem: problemOf(thrown) });
      }
    });

  return {
    ask(call: AskedCall, done) {
      const problem = link.fixedBecause("station") ?? link.fixedBecause("csms");
      if (problem !== null) tell(done)({ kind: "refused", problem });
      else arbiter.ask(call, tell(done), nowMs());
      settle();
    },
    intercept: {
      isOn: (sender) => arbiter.isOn(sender),
      askedBy: (sender, payload) =>
        sender === "station" ? arbiter.askedBy(envelopeOf(payload)) : null,
      message(message) {
        const goesOn = arbiter.message(message, envelopeOf(message.payload), nowMs());
        settle();
        return goesOn;
      },
      ending(sender) {
        arbiter.ending(sender, nowMs());
        settle();
      },
      canSend() {
        arbiter.proceed(nowMs());
        settle();
      },
      close() {
        arbiter.close();
        settle();
      },
    },
  };
}

function outcomeOf(linkId: LinkId, outcome: Outcome<SeenMessage>): CallOutcome {
  switch (outcome.kind) {
    case "answered": {
      const { seq, answer, messageId, latencyMs } = outcome;
      return {
        ...{ kind: "answered", text: answer.payload.toString("utf8"), messageId, latencyMs },
        ...{ call: { linkId, seq }, answer: { linkId, seq: answer.seq } },
      };
    }
    case "unanswered": {
      const { seq, problem } = outcome;
      return { kind: "unanswered", call: seq === null ? null : { linkId, seq }, problem };
    }
    case "refused":
      return outcome;
  }
}
