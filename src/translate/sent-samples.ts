/**
 * Samples that were sent live come again in a stop's transactionData: how they are known. Their
 * prints are kept in documents of a few, because a document is written as a whole, and each of an
 * hour's meter values would write all that came before it.
 */
import { limits } from "../base/limits.ts";
import { fingerprintOf } from "./ids.ts";
import type { Sample } from "./meter-values.ts";
import { at, type State, type Transaction, withEntry } from "./state.ts";
import { type Turn, update } from "./turn.ts";

type Printed = Partial<Sample> & Pick<Sample, "measurand" | "phase" | "context" | "location">;

/** Some 1.5 kB of JSON. */
const CHUNK_PRINTS = 64;
const CHUNKS_MAX = limits.sentSamplesMax / CHUNK_PRINTS;

/** Same time, measurand, phase, context and place: the same sample. */
export function printOf(atMs: number, { measurand, phase, context, location }: Printed): string {
  return fingerprintOf(`${atMs}|${measurand}|${phase}|${context}|${location}`);
}

export function sentSamples(state: State, transaction: Transaction): ReadonlySet<string> {
  const prints = chunksOf(transaction).flatMap((key) => at(state.samples, key) ?? []);
  return new Set([...(transaction.sentSamples ?? []), ...prints]);
}

/** The transaction with these added, which is to be put; of too many the oldest go. */
export function withSent(
  turn: Turn,
  transaction: Transaction,
  prints: readonly string[],
): Transaction {
  const { txId } = transaction;
  let { first, end } = transaction.samples;
  let { samples } = turn.state;
  let rest = prints.slice(-limits.sentSamplesMax);
  while (rest.length > 0) {
    const last = end > first ? (at(samples, keyOf(txId, end - 1)) ?? []) : null;
    const room = last === null ? 0 : CHUNK_PRINTS - last.length;
    if (last === null || room <= 0) {
      samples = withEntry(samples, keyOf(txId, end), []);
      end += 1;
      continue;
    }
    samples = withEntry(samples, keyOf(txId, end - 1), [...last, ...rest.slice(0, room)]);
    rest = rest.slice(room);
  }
  for (; end - first > CHUNKS_MAX; first += 1)
    samples = withEntry(samples, keyOf(txId, first), null);
  update(turn, { samples });
  return { ...transaction, samples: { first, end } };
}

/** Once it is over, they cannot come again. The transaction without them, which is to be put. */
export function withoutSent(turn: Turn, transaction: Transaction): Transaction {
  const { sentSamples: _old, ...rest } = transaction;
  const { end } = transaction.samples;
  let { samples } = turn.state;
  for (const key of chunksOf(transaction)) samples = withEntry(samples, key, null);
  if (samples !== turn.state.samples) update(turn, { samples });
  return { ...rest, samples: { first: end, end } };
}

function chunksOf({ txId, samples: { first, end } }: Transaction): readonly string[] {
  return Array.from({ length: end - first }, (_, index) => keyOf(txId, first + index));
}

function keyOf(txId: string, chunk: number): string {
  return `${txId}#${chunk}`;
}
