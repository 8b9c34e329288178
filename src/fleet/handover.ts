/**
 * A station's state changes hands between processes: who wants it asks, who has it ends what it
 * does and says so. In: names of states. Out: they are let go of. Promised: a question is answered
 * by all who could have it, or is over after a while; what nobody answers is not in the way.
 */
import { randomUUID } from "node:crypto";
import { limits } from "../base/limits.ts";
import type { Board } from "./board.ts";

const CHANNEL = "handover";

export type HandoverDesk = {
  /** All processes of these roles have let go of it, or did not say so in time. */
  readonly ask: (name: string) => Promise<void>;
  readonly close: () => void;
};

export type HandoverDeskDeps = {
  readonly board: Board;
  /** Who may have it; a relay's workers have one role. */
  readonly asks: string;
  /** Ends what this process does with a name of its own; at once where it has none. */
  readonly letGo: (name: string) => Promise<void>;
};

type Message =
  | { readonly kind: "ask"; readonly id: string; readonly role: string; readonly name: string }
  | { readonly kind: "done"; readonly id: string; readonly run: string };

export function openHandoverDesk({ board, asks, letGo }: HandoverDeskDeps): HandoverDesk {
  const { run, role } = board.me;
  const waiting = new Map<string, (run: string) => void>();
  const say = (message: Message) => board.publish(CHANNEL, JSON.stringify(message));

  async function answer({ id, name }: Extract<Message, { readonly kind: "ask" }>): Promise<void> {
    await letGo(name);
    await say({ kind: "done", id, run });
  }

  const stop = board.listen(CHANNEL, (text) => {
    const message = parseMessage(text);
    if (message?.kind === "done") waiting.get(message.id)?.(message.run);
    if (message?.kind === "ask" && message.role === role) void answer(message);
  });
  return {
    async ask(name) {
      const members = board.isReady() ? ((await board.beat())?.members ?? []) : [];
      const missing = new Set(members.flatMap((each) => (each.role === asks ? [each.run] : [])));
      if (missing.size === 0 || waiting.size >= limits.asksMax) return;
      const id = randomUUID();
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, limits.handoverAskMs);
      waiting.set(id, (from) => {
        missing.delete(from);
        if (missing.size === 0) resolve();
      });
      try {
        await say({ kind: "ask", id, role: asks, name });
        await promise;
      } finally {
        clearTimeout(timer);
        waiting.delete(id);
      }
    },
    close: stop,
  };
}

/** Null for what is none: others may write there, too. */
function parseMessage(text: string): Message | null {
  if (text.length > limits.boardMessageChars) return null;
  try {
    const { kind, id, role, name, run } = JSON.parse(text) as Record<string, unknown>;
    if (typeof id !== "string") return null;
    if (kind === "done") return typeof run === "string" ? { kind, id, run } : null;
    const isAsk = kind === "ask" && typeof role === "string" && typeof name === "string";
    return isAsk ? { kind: "ask", id, role, name } : null;
  } catch {
    return null;
  }
}
