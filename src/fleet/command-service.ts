/**
 * Calls of operators, at the relay that has the link. In: questions and calls of consoles,
 * over the board. Out: their outcomes. Promised: nothing is called that the link's route does not
 * permit, nor more often than it says, whatever a console asks; every call is told with who and
 * what.
 */
import { createBuckets } from "../base/buckets.ts";
import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import { permits } from "../config/commands.ts";
import type { Observe } from "../observe/events.ts";
import type { CallOutcome } from "../relay/intercept.ts";
import type { Link } from "../relay/links.ts";
import type { Relay } from "../relay/listen.ts";
import { type Board, inboxOf } from "./board.ts";
import {
  type CallLook,
  type CallSend,
  type CommandMessage,
  parseCommandMessage,
  type SentOutcome,
} from "./command-messages.ts";

export type CommandServiceDeps = {
  readonly board: Board;
  readonly clock: Clock;
  readonly observe: Observe;
};

/** Returns what ends it. */
export function serveCommands(
  relay: Pick<Relay, "linkOf">,
  { board, clock, observe }: CommandServiceDeps,
): () => void {
  /** Of each size as it is met: routes differ, and a reload changes them. */
  const buckets = new Map<number, ReturnType<typeof createBuckets>>();
  const keysMax = limits.commandedStationsMax;

  function waitSeconds(key: string, perMinute: number): number {
    const known = buckets.get(perMinute);
    const bucketOf = known ?? createBuckets({ max: perMinute, fillMs: 60_000, keysMax });
    if (known === undefined) buckets.set(perMinute, bucketOf);
    return Math.ceil(bucketOf(key).take(clock.nowUs() / 1000) / 1000);
  }
  function say(to: string, message: CommandMessage): void {
    void board.publish(inboxOf(to), JSON.stringify(message));
  }
  function look({ id, from, key, action }: CallLook): void {
    const link = relay.linkOf(key);
    if (link === null) return;
    const { timeoutMs = limits.commandMs } = link.commands ?? {};
    const { id: linkId, subprotocol = null } = link;
    const problem = problemOf(link, action);
    say(from, { kind: "call-found", id, linkId, subprotocol, timeoutMs, problem });
  }
  function call({ id, from, key, linkId, by, action, payload, timeoutMs }: CallSend): void {
    const tell = (outcome: SentOutcome) => say(from, { kind: "call-outcome", id, outcome });
    const link = relay.linkOf(key);
    if (link === null || link.id !== linkId) {
      tell({ kind: "refused", problem: "its link has ended" });
      return;
    }
    const { calls, commands, stationId } = link;
    const problem = problemOf(link, action);
    if (problem !== null || !calls || !commands) {
      tell({ kind: "refused", problem: problem ?? NOT_PERMITTED });
      return;
    }
    const seconds = waitSeconds(key, commands.perMinute);
    if (seconds > 0) {
      tell({ kind: "limited", seconds });
      return;
    }
    calls.ask({ by, action, payload, timeoutMs }, (outcome) => {
      observe({
        name: "stationCalled",
        linkId: link.id,
        stationId,
        action,
        by,
        outcome: outcome.kind,
      });
      tell(sentOutcome(outcome));
    });
  }

  return board.listen(inboxOf(board.me.run), (text) => {
    const message = parseCommandMessage(text);
    if (message?.kind === "call-look") look(message);
    if (message?.kind === "call-send") call(message);
  });
}

const NOT_PERMITTED = "its route permits no calls of operators (routes[].commands)";

function problemOf({ calls, commands }: Link, action: string): string | null {
  if (!calls || !commands) return NOT_PERMITTED;
  return permits(commands, action)
    ? null
    : `its route does not permit ${action}, only ${commands.actions.join(", ")} (routes[].commands.actions)`;
}

function sentOutcome(outcome: CallOutcome): SentOutcome {
  switch (outcome.kind) {
    case "answered": {
      const { messageId, latencyMs, call, answer } = outcome;
      const text = outcome.text.slice(0, limits.commandAnswerChars);
      const isCut = text.length < outcome.text.length;
      const seqs = { seq: call.seq, answerSeq: answer.seq };
      return { kind: "answered", messageId, latencyMs, text, isCut, ...seqs };
    }
    case "unanswered":
      return { kind: "unanswered", seq: outcome.call?.seq ?? null, problem: outcome.problem };
    case "refused":
      return outcome;
  }
}
