/**
 * The overrides as one process knows them. In: what the board says, and what it said last, from a
 * file. Out: each station's override, at once, from memory. Promised: a change is known as soon as
 * the board passes it on, and with the next beat at the latest; without the board the last ones
 * stand.
 */
import { problemOf } from "../base/errors.ts";
import { type KeptOverride, type Override, parseKeptOverride } from "../config/override.ts";
import type { Observe } from "../observe/events.ts";
import type { Board, OverrideTexts } from "./board.ts";
import { readOverrides, writeOverrides } from "./overrides-file.ts";

export const OVERRIDES_CHANNEL = "overrides";

/** What is published when an override has been stored. */
export type OverrideNews = {
  readonly station: string;
  readonly version: number;
  /** As it was stored; null for removed. */
  readonly text: string | null;
  /** The station is to be sent away, so that it comes back. */
  readonly isNow: boolean;
};

export type OverrideBook = {
  readonly of: (stationId: string) => Override | null;
  readonly all: () => ReadonlyMap<string, KeptOverride>;
  readonly count: () => number;
  /** Version of the board, as last seen. */
  readonly look: (version: number) => void;
  /** What the board is about to pass on, or has. */
  readonly hear: (news: OverrideNews) => void;
  readonly close: () => Promise<void>;
};

export type OverrideBookDeps = {
  readonly board: Board;
  readonly observe: Observe;
  /** Null: nothing is kept on this machine's disk. */
  readonly file: string | null;
  /** For `isNow`. */
  readonly sendAway: (stationId: string) => void;
};

export async function openOverrideBook(deps: OverrideBookDeps): Promise<OverrideBook> {
  const { board, file, observe, sendAway } = deps;
  let known = parsed(file === null ? NOTHING : await lastKnown(file, observe));
  let reading: Promise<void> | null = null;
  let isAgain = false;
  let saving: Promise<void> = Promise.resolve();
  let isToSave = false;

  async function read(): Promise<void> {
    do {
      isAgain = false;
      const found = await board.overrides();
      if (found === null) return;
      const isNews = found.version !== known.version || !sameTexts(found.texts, known.texts);
      if (!isNews) continue;
      know(parsed(found));
    } while (isAgain);
  }
  function know(now: Known): void {
    known = now;
    observe({ name: "overridesKnown", overrides: now.kept.size, version: now.version });
    // The embedded board has them in a file already.
    if (file === null || board.kind === "embedded" || isToSave) return;
    isToSave = true;
    saving = saving.then(() => {
      isToSave = false;
      return save(file, known, observe);
    });
  }
  function readAgain(): Promise<void> {
    isAgain = true;
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  }
  function hear(news: OverrideNews): void {
    const isNext = news.version === known.version + 1 && reading === null;
    if (isNext) know(withNews(known, news));
    const isKnown = news.version === known.version && reading === null;
    void (isKnown ? Promise.resolve() : readAgain()).then(() => {
      if (news.isNow) sendAway(news.station);
    });
  }

  const stop = board.listen(OVERRIDES_CHANNEL, (text) => {
    const news = parseNews(text);
    if (news !== null) hear(news);
  });
  board.onReady(() => void readAgain());
  if (board.isReady()) void readAgain();
  return {
    of: (stationId) => known.kept.get(stationId)?.override ?? null,
    all: () => known.kept,
    count: () => known.kept.size,
    look(version) {
      if (version !== known.version) void readAgain();
    },
    hear,
    async close() {
      stop();
      await saving;
    },
  };
}

const NOTHING: OverrideTexts = { version: 0, texts: new Map() };

type Known = OverrideTexts & { readonly kept: ReadonlyMap<string, KeptOverride> };

function parsed({ version, texts }: OverrideTexts): Known {
  const kept = new Map<string, KeptOverride>();
  for (const [station, text] of texts) {
    const override = parseKeptOverride(text);
    if (override !== null) kept.set(station, override);
  }
  return { version, texts, kept };
}

function withNews(known: Known, { station, version, text }: OverrideNews): Known {
  const [texts, kept] = [new Map(known.texts), new Map(known.kept)];
  const override = text === null ? null : parseKeptOverride(text);
  if (text === null) texts.delete(station);
  else texts.set(station, text);
  if (override === null) kept.delete(station);
  else kept.set(station, override);
  return { version, texts, kept };
}

function sameTexts(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([key, text]) => other.get(key) === text);
}

async function save(file: string, known: OverrideTexts, observe: Observe): Promise<void> {
  try {
    await writeOverrides(file, known);
  } catch (thrown) {
    observe({
      ...{ name: "operationFailed", role: "relay", code: "OVERRIDES_UNREADABLE" },
      problem: `The overrides could not be kept in ${file}: ${problemOf(thrown)}.`,
      remedy: "Mend the disk: a relay that starts without Redis would not know them.",
    });
  }
}

async function lastKnown(file: string, observe: Observe): Promise<OverrideTexts> {
  try {
    return await readOverrides(file);
  } catch (thrown) {
    const problem = problemOf(thrown);
    const remedy = "They are read from the board as soon as it can be had.";
    const code = "OVERRIDES_UNREADABLE";
    observe({ name: "operationFailed", role: "relay", code, problem, remedy });
    return NOTHING;
  }
}

function parseNews(text: string): OverrideNews | null {
  try {
    const { station, version, isNow, ...told } = JSON.parse(text) as Partial<OverrideNews>;
    if (typeof station !== "string" || typeof version !== "number") return null;
    if (told.text !== null && typeof told.text !== "string") return null;
    return { station, version, text: told.text, isNow: isNow === true };
  } catch {
    return null;
  }
}
