/**
 * What is remembered of a station ⇄ JSON. A state that follows another names the transactions
 * that have not changed, and of the others it brings only the fields that have, and the messages
 * and samples that came since; `from` says where the samples belong.
 */

import type { LinkId, StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { isObject } from "../base/objects.ts";
import type { Json } from "../exchange/message.ts";
import { type Assembled, type Book, createBook, createTransaction, pushEvidence } from "./book.ts";
import type { MessageRef, TransactionSample } from "./transaction.ts";

type SavedSamples = { readonly from: number; readonly values: readonly (number | null)[] };
/** Messages of one link: its id, then their numbers. */
type SavedRun = readonly [LinkId, ...number[]];
type SavedTransaction = Omit<Assembled, "samples" | "savedSamples" | "evidence"> & {
  readonly samples: SavedSamples;
  readonly evidence: readonly SavedRun[];
};
type Unchanged = Pick<Assembled, "key"> & { readonly isUnchanged: true };
type Changed = Pick<Assembled, "key"> & {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly samples: SavedSamples;
  readonly newEvidence: readonly SavedRun[];
};
type SavedOne = SavedTransaction | Changed | Unchanged;
type SavedBook = Omit<Book, "open" | "recent"> & {
  readonly open: readonly SavedOne[];
  readonly recent: readonly SavedOne[];
};

/** As it was last saved. Whatever goes on inside a field also counts a message or a finding. */
type Saved = {
  readonly fields: Assembled;
  readonly findings: number;
  /** Of each list that only grows at its end: how long it was, and its last entry. */
  readonly ends: readonly (readonly [length: number, last: unknown])[];
};
const savedOnes = new WeakMap<Assembled, Saved>();

const growing = ["authorizations", "limitChanges", "chargingStates", "findings"] as const;
/** They change inside, or are told apart from the other fields. */
const ownWays: ReadonlySet<keyof Assembled> = new Set([
  ...growing,
  ...(["key", "samples", "savedSamples", "evidence", "registers"] as const),
]);

const WIDTH = 5;

export function saveBook(book: Book, what: "whole" | "changes"): Json {
  const saved: SavedBook = {
    ...book,
    open: book.open.map((transaction) => saveTransaction(transaction, what)),
    recent: book.recent.map((transaction) => saveTransaction(transaction, what)),
  };
  return asJson(saved);
}

function saveTransaction(transaction: Assembled, what: "whole" | "changes"): SavedOne {
  const before = what === "changes" ? savedOnes.get(transaction) : undefined;
  if (before !== undefined && isAsSaved(transaction, before)) {
    return { key: transaction.key, isUnchanged: true };
  }
  const saved = before === undefined ? wholeOf(transaction, what) : changesOf(transaction, before);
  transaction.savedSamples = transaction.samples.length;
  savedOnes.set(transaction, {
    fields: { ...transaction },
    findings: transaction.findings.length,
    ends: growing.map((name) => [transaction[name].length, transaction[name].at(-1)]),
  });
  return saved;
}

function wholeOf(transaction: Assembled, what: "whole" | "changes"): SavedTransaction {
  const { samples: _, savedSamples, evidence, ...rest } = transaction;
  const from = what === "whole" ? 0 : savedSamples;
  return { ...rest, samples: saveSamples(transaction, from), evidence: runsOf(evidence) };
}

function changesOf(transaction: Assembled, before: Saved): SavedOne {
  const { key, registers, evidence, savedSamples } = transaction;
  const messages = transaction.messages - before.fields.messages;
  // Then its first messages may be among the new ones.
  if (messages > limits.newestEvidenceMax) return wholeOf(transaction, "changes");
  const fields: Record<string, unknown> = { registers };
  for (const name of fieldsOf(transaction)) {
    if (!ownWays.has(name) && transaction[name] !== before.fields[name]) {
      fields[name] = transaction[name];
    }
  }
  for (const [at, name] of growing.entries()) {
    const list = transaction[name];
    const end = before.ends[at];
    if (end?.[0] !== list.length || end[1] !== list.at(-1)) fields[name] = list;
  }
  const newEvidence = messages === 0 ? [] : runsOf(evidence.slice(-messages));
  return { key, fields, samples: saveSamples(transaction, savedSamples), newEvidence };
}

function saveSamples({ samples }: Assembled, since: number): SavedSamples {
  const from = Math.min(since, samples.length);
  const values: (number | null)[] = [];
  for (let at = from; at < samples.length; at += 1) {
    const sample = samples[at];
    if (sample === undefined) continue;
    const { atUs, energyWh, powerW, currentA, socPercent } = sample;
    values.push(atUs, energyWh, powerW, currentA, socPercent);
  }
  return { from, values };
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

function isAsSaved(transaction: Assembled, saved: Saved): boolean {
  if (saved.findings !== transaction.findings.length) return false;
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
  const restored = (one: SavedOne) => {
    const earlier = known.get(one.key);
    if ("isUnchanged" in one) return earlier ?? [];
    if ("fields" in one) return earlier === undefined ? [] : followed(earlier, one);
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
  const samples = restoreSamples(before, saved.samples);
  const evidence = messagesOf(saved.evidence);
  const [first] = evidence;
  const at = { linkId: first?.linkId ?? ("" as never), seq: first?.seq ?? 0, atUs: 0 };
  // What a newer version added is there with its first value.
  const fresh = createTransaction(book, { ...at, instance: "", version: null });
  return { ...fresh, ...saved, samples, evidence, savedSamples: samples.length };
}

function followed(before: Assembled, { fields, samples, newEvidence }: Changed): Assembled {
  const kept = restoreSamples(before, samples);
  const evidence = [...before.evidence];
  for (const message of messagesOf(newEvidence)) pushEvidence(evidence, message);
  return { ...before, ...fields, samples: kept, evidence, savedSamples: kept.length };
}

function messagesOf(runs: readonly SavedRun[]): MessageRef[] {
  return runs.flatMap(([linkId, ...seqs]) => seqs.map((seq): MessageRef => ({ linkId, seq })));
}

function restoreSamples(
  before: Assembled | undefined,
  { from, values }: SavedSamples,
): TransactionSample[] {
  const samples: TransactionSample[] = (before?.samples ?? []).slice(0, from);
  for (let at = 0; at + WIDTH <= values.length; at += WIDTH) {
    const [atUs = 0, energyWh = null, powerW = null, currentA = null, socPercent = null] =
      values.slice(at, at + WIDTH);
    samples.push({ atUs: atUs ?? 0, energyWh, powerW, currentA, socPercent });
  }
  return samples;
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
