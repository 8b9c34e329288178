/**
 * A book of the board as one process knows it. In: what the board says, and what it said last, from
 * a file. Out: each entry, at once, from memory. Promised: a change is known as soon as the board
 * passes it on, and with the next beat at the latest; without the board the last ones stand.
 */
import { problemOf } from "../base/errors.ts";
import type { Observe } from "../observe/events.ts";
import { type Board, type BookName, type BookTexts, EMPTY_BOOK } from "./board.ts";
import { readBook, unreadableCode, writeBook } from "./book-file.ts";

/** What is published when an entry has been stored. */
export type BookNews = {
  readonly name: string;
  readonly version: number;
  /** As it was stored; null for removed. */
  readonly text: string | null;
  /** Whoever it is about is to be sent away, so that it comes back. */
  readonly isNow: boolean;
};

export type Book<Entry> = {
  readonly name: BookName;
  readonly of: (name: string) => Entry | null;
  readonly all: () => ReadonlyMap<string, Entry>;
  readonly count: () => number;
  /** Version of the board, as last seen. */
  readonly look: (version: number) => void;
  /** What the board is about to pass on, or has. */
  readonly hear: (news: BookNews) => void;
  /** Called after each change, and after the first look. */
  readonly onChange: (listener: () => void) => void;
  readonly close: () => Promise<void>;
};

export type BookDeps<Entry> = {
  readonly board: Board;
  readonly name: BookName;
  /** Null for what is none: it comes from what others may write to, too. */
  readonly parse: (text: string) => Entry | null;
  readonly observe: Observe;
  /** Null: nothing is kept on this machine's disk. */
  readonly file: string | null;
  /** For `isNow`. */
  readonly sendAway?: (name: string) => void;
};

/** What is told on it of a book, and to whom. */
export function channelOf(name: BookName): string {
  return name;
}

export async function openBook<Entry>(deps: BookDeps<Entry>): Promise<Book<Entry>> {
  const { board, name, parse, file, observe, sendAway } = deps;
  const found = file === null ? EMPTY_BOOK : await lastKnown(file, name, observe);
  let known = parsed(found, parse);
  const listeners: (() => void)[] = [];
  let reading: Promise<void> | null = null;
  let isAgain = false;
  let saving: Promise<void> = Promise.resolve();
  let isToSave = false;

  async function read(): Promise<void> {
    do {
      isAgain = false;
      const texts = await board.read(name);
      if (texts === null) return;
      const isNews = texts.version !== known.version || !sameTexts(texts.texts, known.texts);
      if (!isNews) continue;
      know(parsed(texts, parse));
    } while (isAgain);
  }
  function know(now: Known<Entry>): void {
    known = now;
    observe({ name: "bookKnown", book: name, entries: now.entries.size, version: now.version });
    for (const listener of listeners) listener();
    // The embedded board has them in a file already.
    if (file === null || board.kind === "embedded" || isToSave) return;
    isToSave = true;
    saving = saving.then(() => {
      isToSave = false;
      return save(file, known, { name, observe });
    });
  }
  function readAgain(): Promise<void> {
    isAgain = true;
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  }
  function hear(news: BookNews): void {
    const isNext = news.version === known.version + 1 && reading === null;
    if (isNext) know(withNews(known, news, parse));
    const isKnown = news.version === known.version && reading === null;
    void (isKnown ? Promise.resolve() : readAgain()).then(() => {
      if (news.isNow) sendAway?.(news.name);
    });
  }

  const stop = board.listen(channelOf(name), (text) => {
    const news = parseNews(text);
    if (news !== null) hear(news);
  });
  board.onReady(() => void readAgain());
  if (board.isReady()) void readAgain();
  return {
    name,
    of: (entry) => known.entries.get(entry) ?? null,
    all: () => known.entries,
    count: () => known.entries.size,
    look(version) {
      if (version !== known.version) void readAgain();
    },
    hear,
    onChange: (listener) => void listeners.push(listener),
    async close() {
      stop();
      await saving;
    },
  };
}

type Known<Entry> = BookTexts & { readonly entries: ReadonlyMap<string, Entry> };

type Parse<Entry> = BookDeps<Entry>["parse"];

function parsed<Entry>({ version, texts }: BookTexts, parse: Parse<Entry>): Known<Entry> {
  const entries = new Map<string, Entry>();
  for (const [name, text] of texts) {
    const entry = parse(text);
    if (entry !== null) entries.set(name, entry);
  }
  return { version, texts, entries };
}

function withNews<Entry>(
  known: Known<Entry>,
  { name, version, text }: BookNews,
  parse: Parse<Entry>,
): Known<Entry> {
  const [texts, entries] = [new Map(known.texts), new Map(known.entries)];
  const entry = text === null ? null : parse(text);
  if (text === null) texts.delete(name);
  else texts.set(name, text);
  if (entry === null) entries.delete(name);
  else entries.set(name, entry);
  return { version, texts, entries };
}

function sameTexts(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([key, text]) => other.get(key) === text);
}

type Telling = { readonly name: BookName; readonly observe: Observe };

async function save(file: string, known: BookTexts, { name, observe }: Telling): Promise<void> {
  try {
    await writeBook(file, known);
  } catch (thrown) {
    observe({
      ...{ name: "operationFailed", role: "relay", code: unreadableCode(name) },
      problem: `The ${name} could not be kept in ${file}: ${problemOf(thrown)}.`,
      remedy: "Mend the disk: a relay that starts without Redis would not know them.",
    });
  }
}

async function lastKnown(file: string, name: BookName, observe: Observe): Promise<BookTexts> {
  try {
    return await readBook(file, name);
  } catch (thrown) {
    const problem = problemOf(thrown);
    const remedy = "They are read from the board as soon as it can be had.";
    const code = unreadableCode(name);
    observe({ name: "operationFailed", role: "relay", code, problem, remedy });
    return EMPTY_BOOK;
  }
}

function parseNews(text: string): BookNews | null {
  try {
    const { name, version, isNow, ...told } = JSON.parse(text) as Partial<BookNews>;
    if (typeof name !== "string" || typeof version !== "number") return null;
    if (told.text !== null && typeof told.text !== "string") return null;
    return { name, version, text: told.text, isNow: isNow === true };
  } catch {
    return null;
  }
}
