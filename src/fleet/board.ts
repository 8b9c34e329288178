/**
 * The board that instances share: which of them holds which station, books of what people set
 * (route overrides, faults on purpose, plans of a cut-over), and messages to each other. One
 * interface, two of them (Redis, and processes of one machine over a socket in the run directory),
 * one contract for both, tested (`test/fleet/board-contract.ts`).
 *
 * Nothing here is needed to relay: every request is answered in time, with null where the board
 * cannot be had, and nothing rejects. Whoever uses it goes on with what it knows.
 */
import { limits } from "../base/limits.ts";

/** Who holds a station: `run` is one process, from its start to its end. */
export type Holding = {
  /** Of a station on a route. */
  readonly key: string;
  readonly run: string;
  /** The link there. */
  readonly linkId: string;
};

/** A process that is on the board. */
export type Member = {
  readonly run: string;
  /** Its name in the record. */
  readonly instance: string;
  readonly role: string;
};

export type BoardHealth = {
  readonly isWell: boolean;
  /** For people: where it is, or what is wrong with it. */
  readonly detail: string;
};

/** What is known after a look at the board. */
export type Beat = {
  /** All that are there, this one included. */
  readonly members: readonly Member[];
  /** Of each book: it grows with each change. */
  readonly versions: BookVersions;
};

/** What people set for all instances, each thing by its name. */
export const bookNames = ["overrides", "faults", "plans"] as const;
export type BookName = (typeof bookNames)[number];

export type BookVersions = Readonly<Record<BookName, number>>;

export type BookTexts = {
  readonly version: number;
  /** By name, as JSON. */
  readonly texts: ReadonlyMap<string, string>;
};

export const EMPTY_BOOK: BookTexts = { version: 0, texts: new Map() };

/** How many things a book holds. */
export const bookEntriesMax: Readonly<Record<BookName, number>> = {
  overrides: limits.overridesMax,
  faults: limits.faultsMax,
  plans: limits.planEntriesMax,
};

export type Board = {
  readonly kind: "redis" | "embedded";
  /** For people, without credentials. */
  readonly where: string;
  readonly me: Member;
  /** From memory: whether requests are worth making now. */
  readonly isReady: () => boolean;
  readonly problem: () => string;
  /** Called whenever the board can be had again: what it knew of us may be gone. */
  readonly onReady: (listener: () => void) => void;

  /**
   * Takes the stations, whoever holds them. Each answer is who held it until now: another run, or
   * null.
   */
  readonly claim: (mine: readonly Holding[]) => Promise<readonly (Holding | null)[] | null>;
  /**
   * Says once more that they are held here, and prolongs that. Each answer is the other run that
   * holds it by now, which is left alone; null where it is ours.
   */
  readonly keep: (mine: readonly Holding[]) => Promise<readonly (Holding | null)[] | null>;
  /** Only where they are still ours. */
  readonly release: (mine: readonly Holding[]) => Promise<void>;
  /** Undefined where the board cannot be had. */
  readonly holderOf: (key: string) => Promise<Holding | null | undefined>;

  /** Says that this process is there, and looks who else is. */
  readonly beat: () => Promise<Beat | null>;

  /** To all that listen to the channel, this process included. False: it went nowhere. */
  readonly publish: (channel: string, text: string) => Promise<boolean>;
  readonly listen: (channel: string, listener: (text: string) => void) => () => void;

  /**
   * Durable when it resolves, with the version it made; -1: the book is full. Null: not known
   * whether it was. Without a text the name is removed.
   */
  readonly write: (book: BookName, name: string, text: string | null) => Promise<number | null>;
  readonly read: (book: BookName) => Promise<BookTexts | null>;

  readonly close: () => Promise<void>;
};

/** The channel on which one process is told something. */
export function inboxOf(run: string): string {
  return `to:${run}`;
}

export function textOfHolding({ run, linkId }: Holding): string {
  return `${run} ${linkId}`;
}

/** Null for what is none: others may write there, too. */
export function parseHolding(key: string, text: unknown): Holding | null {
  const [run, linkId, ...rest] = typeof text === "string" ? text.split(" ") : [];
  if (run === undefined || linkId === undefined || rest.length > 0) return null;
  return run === "" || linkId === "" ? null : { key, run, linkId };
}

/** Null for what is none. */
export function parseMember(text: unknown): Member | null {
  try {
    const { run, instance, role } = JSON.parse(String(text)) as Partial<Member>;
    if (typeof run !== "string" || typeof instance !== "string" || typeof role !== "string") {
      return null;
    }
    return { run, instance, role };
  } catch {
    return null;
  }
}
