/**
 * What is remembered of a station ⇄ JSON. A state that follows another names the transactions
 * that have not changed, and of the others it brings only the samples that came since; `from` says
 * where they belong.
 */
import type { LinkId, StationId } from "../base/ids.ts";
import type { Json } from "../exchange/message.ts";
import { type Assembled, type Book, createBook, createTransaction } from "./book.ts";
import { isObject } from "./fields.ts";
import type { MessageRef, TransactionSample } from "./transaction.ts";

type SavedSamples = { readonly from: number; readonly values: readonly (number | null)[] };
/** Messages of one link: its id, then their numbers. */
type SavedRun = readonly [LinkId, ...number[]];
type SavedTransaction = Omit<Assembled, "samples" | "savedSamples" | "evidence"> & {
  readonly samples: SavedSamples;
  readonly evidence: readonly SavedRun[];
};
type Unchanged = Pick<Assembled, "key"> & { readonly isUnchanged: true };
type SavedBook = Omit<Book, "open" | "recent"> & {
  readonly open: readonly (SavedTransaction | Unchanged)[];
  readonly recent: readonly (SavedTransaction | Unchanged)[];
};

/** As it was last saved. Whatever goes on inside a field also counts a message or a finding. */
type Saved = { readonly fields: Assembled; readonly findings: number };
const savedOnes = new WeakMap<Assembled, Saved>();

const WIDTH = 5;

export function saveBook(book: Book, what: "whole" | "changes"): Json {
  const saved: SavedBook = {
    ...book,
    open: book.open.map((transaction) => saveTransaction(transaction, what)),
    recent: book.recent.map((transaction) => saveTransaction(transaction, what)),
  };
  return asJson(saved);
}

function saveTransaction(
  transaction: Assembled,
  what: "whole" | "changes",
): SavedTransaction | Unchanged {
  if (what === "changes" && isAsSaved(transaction)) {
    return { key: transaction.key, isUnchanged: true };
  }
  const { samples, savedSamples, evidence, ...rest } = transaction;
  const from = what === "whole" ? 0 : Math.min(savedSamples, samples.length);
  const values: (number | null)[] = [];
  for (let at = from; at < samples.length; at += 1) {
    const sample = samples[at];
    if (sample === undefined) continue;
    const { atUs, energyWh, powerW, currentA, socPercent } = sample;
    values.push(atUs, energyWh, powerW, currentA, socPercent);
  }
  transaction.savedSamples = samples.length;
  savedOnes.set(transaction, { fields: { ...transaction }, findings: transaction.findings.length });
  return { ...rest, samples: { from, values }, evidence: runsOf(evidence) };
}

/** A transaction has hundreds of messages on one or two links. */
function runsOf(evidence: readonly MessageRef[]): readonly SavedRun[] {
  const runs: [LinkId, ...number[]][] = [];
  for (const { linkId, seq } of evidence) {
    const last = runs.at(-1);
    if (last?.[0] === linkId) last.push(seq);
    else runs.push([linkId, seq]);
  }
  return runs;
}

function isAsSaved(transaction: Assembled): boolean {
  const saved = savedOnes.get(transaction);
  if (saved === undefined || saved.findings !== transaction.findings.length) return false;
  if (transaction.savedSamples !== transaction.samples.length) return false;
  const { fields } = saved;
  for (const name of fieldsOf(transaction)) {
    if (transaction[name] !== fields[name]) return false;
  }
  return true;
}

function fieldsOf(transaction: Assembled): readonly (keyof Assembled)[] {
  return Object.keys(transaction) as (keyof Assembled)[];
}

/** `before` is what was restored of this station so far. */
export function restoreBook(stationId: StationId, saved: Json, before: Book | null): Book {
  const book = parseBook(saved);
  if (book === null) return before ?? createBook(stationId, 0);
  const known = new Map(
    [...(before?.open ?? []), ...(before?.recent ?? [])].map((one) => [one.key, one]),
  );
  const fresh = createBook(stationId, 0);
  const restored = (one: SavedTransaction | Unchanged) => {
    const earlier = known.get(one.key);
    if ("isUnchanged" in one) return earlier ?? [];
    return restoreTransaction(fresh, one, earlier);
  };
  return {
    ...fresh,
    ...book,
    stationId,
    open: book.open.flatMap(restored),
    recent: book.recent.flatMap(restored),
  };
}

function restoreTransaction(
  book: Book,
  saved: SavedTransaction,
  before: Assembled | undefined,
): Assembled {
  const { from, values } = saved.samples;
  const samples: TransactionSample[] = (before?.samples ?? []).slice(0, from);
  for (let at = 0; at + WIDTH <= values.length; at += WIDTH) {
    const [atUs = 0, energyWh = null, powerW = null, currentA = null, socPercent = null] =
      values.slice(at, at + WIDTH);
    samples.push({ atUs: atUs ?? 0, energyWh, powerW, currentA, socPercent });
  }
  const evidence = saved.evidence.flatMap(([linkId, ...seqs]) =>
    seqs.map((seq): MessageRef => ({ linkId, seq })),
  );
  const [first] = evidence;
  const at = { linkId: first?.linkId ?? ("" as never), seq: first?.seq ?? 0, atUs: 0 };
  // What a newer version added is there with its first value.
  const fresh = createTransaction(book, { ...at, instance: "", version: null });
  return { ...fresh, ...saved, samples, evidence, savedSamples: samples.length };
}

/** Of files whose CRC was right, written by this program. */
function parseBook(saved: Json): SavedBook | null {
  if (!isObject(saved) || !Array.isArray(saved["open"]) || !Array.isArray(saved["recent"])) {
    return null;
  }
  return saved as unknown as SavedBook;
}

function asJson(saved: SavedBook): Json {
  return saved as unknown as Json;
}
