/**
 * The two numbers of each 1.6 transaction of one station: the one that its CSMS gave, which the
 * station uses, and the one that a back-end gave in its own answer to a copy of the same start.
 *
 * In: starts, and both answers to them, in whatever order. Out: one number for the other. Promised:
 * bounded; no number of one is ever taken for a number of the other; a start that the station
 * repeats is the same transaction.
 *
 * Since 2.0 the station itself names its transactions, and there is nothing to do.
 */
import { createHash } from "node:crypto";
import { limits } from "../base/limits.ts";
import type { Json } from "../exchange/message.ts";

export type Transactions = {
  /** False: the station repeats a start that the back-end has already, or is about to. */
  readonly started: (messageId: string, callPayload: Json) => boolean;
  /** What the CSMS answered to the station's start of that message id. */
  readonly numberedByCsms: (messageId: string, transactionId: number) => void;
  /** What the back-end answered to the copy of it; null where it has no such transaction. */
  readonly numberedByBackend: (messageId: string, transactionId: number | null) => void;
  /** Undefined: the back-end does not know it. */
  readonly forBackend: (transactionId: number) => number | undefined;
  /** Undefined: it is none that the back-end knows. */
  readonly forStation: (transactionId: number) => number | undefined;
  /** The station has ended it: what starts like it from now on is another one. */
  readonly stopped: (transactionId: number) => void;
  /** To be kept. */
  readonly snapshot: () => Json;
  /** What was kept, all of it older than what is known. Total: what is none of ours is left out. */
  readonly restore: (kept: Json) => void;
};

type Transaction = {
  /** A digest of its start, by which a repeated one is known; null once it has ended. */
  start: string | null;
  /** The newest that the station gave it. */
  messageId: string;
  /** Of the message that the back-end got. */
  readonly copyId: string;
  ofCsms: number | null;
  ofBackend: number | null;
};

export function createTransactions(): Transactions {
  return new Book();
}

class Book implements Transactions {
  /** The newest last. */
  #all: Transaction[] = [];

  started(messageId: string, callPayload: Json): boolean {
    const start = digestOf(callPayload);
    const known = this.#all.findLast((each) => each.start === start);
    // Stations count anew when they boot.
    for (const each of this.#all) if (each.messageId === messageId) each.messageId = "";
    if (known !== undefined) {
      known.messageId = messageId;
      return false;
    }
    this.#all.push({ start, messageId, copyId: messageId, ofCsms: null, ofBackend: null });
    this.#all = this.#all.slice(-limits.backendTransactionsMax);
    return true;
  }

  numberedByCsms(messageId: string, transactionId: number): void {
    const known = this.#all.findLast((each) => each.messageId === messageId);
    if (known !== undefined) known.ofCsms = transactionId;
  }

  numberedByBackend(copyId: string, transactionId: number | null): void {
    const known = this.#all.findLast((each) => each.copyId === copyId);
    if (known === undefined) return;
    if (transactionId === null) this.#all = this.#all.filter((each) => each !== known);
    else known.ofBackend = transactionId;
  }

  forBackend(transactionId: number): number | undefined {
    return this.#all.findLast(({ ofCsms }) => ofCsms === transactionId)?.ofBackend ?? undefined;
  }

  forStation(transactionId: number): number | undefined {
    const known = this.#all.findLast(({ ofBackend }) => ofBackend === transactionId);
    return known?.ofCsms ?? undefined;
  }

  stopped(transactionId: number): void {
    const known = this.#all.findLast(({ ofCsms }) => ofCsms === transactionId);
    if (known !== undefined) known.start = null;
  }

  restore(kept: Json): void {
    const all = Array.isArray(kept) ? kept : [];
    const older = all.map(transactionOf).filter((each) => each !== null);
    this.#all = [...older, ...this.#all].slice(-limits.backendTransactionsMax);
  }

  snapshot(): Json {
    return this.#all.map(({ start, messageId, copyId, ofCsms, ofBackend }) => [
      ...[start, messageId, copyId, ofCsms, ofBackend],
    ]);
  }
}

/** Tokens are nobody's business where this is kept. */
function digestOf(callPayload: Json): string {
  return createHash("sha256").update(JSON.stringify(callPayload)).digest("base64url");
}

function transactionOf(kept: Json): Transaction | null {
  if (!Array.isArray(kept)) return null;
  const [start, messageId, copyId, ofCsms, ofBackend] = kept as readonly Json[];
  if (typeof messageId !== "string" || typeof copyId !== "string") return null;
  return {
    ...{ start: typeof start === "string" ? start : null, messageId, copyId },
    ...{ ofCsms: numberOf(ofCsms), ofBackend: numberOf(ofBackend) },
  };
}

function numberOf(value: Json | undefined): number | null {
  return typeof value === "number" ? value : null;
}
