/**
 * The embedded board itself: in one of the processes of a machine, whichever came first. In:
 * requests of processes. Out: answers, and what they are told. What a process held is nobody's as
 * soon as its connection ends; what is written in a book is on the disk before it is answered.
 */
import {
  type BookName,
  type BookTexts,
  bookEntriesMax,
  bookNames,
  type Holding,
  type Member,
  parseHolding,
} from "./board.ts";
import type { HubRequest } from "./hub-messages.ts";

/** One process, as the hub sees it. */
export type Guest = {
  readonly member: Member;
  readonly tell: (channel: string, text: string) => void;
};

export type Hub = {
  /** Undefined: it is not answered. */
  readonly handle: (guest: Guest, request: HubRequest) => Promise<unknown>;
  readonly left: (guest: Guest) => void;
};

/** A book as the hub found it, and where it is saved. */
export type ShelvedBook = {
  readonly found: BookTexts;
  readonly save: (texts: BookTexts) => Promise<void>;
};

export type Shelf = Readonly<Record<BookName, ShelvedBook>>;

export function createHub(shelf: Shelf): Hub {
  const guests = new Set<Guest>();
  const holdings = new Map<string, Holding & { readonly guest: Guest }>();
  const channels = new Map<string, Set<Guest>>();
  const books = new Map(bookNames.map((name) => [name, createKept(name, shelf[name])]));

  function take(guest: Guest, mine: readonly Holding[], isClaim: boolean) {
    return mine.map((holding) => {
      const { key, run, linkId } = holding;
      const old = holdings.get(key);
      const isOthers = old !== undefined && old.run !== run;
      if (isClaim || !isOthers) holdings.set(key, { key, run, linkId, guest });
      return isOthers ? [old.run, old.linkId] : null;
    });
  }
  function release(mine: readonly Holding[]): null {
    for (const { key, run, linkId } of mine) {
      const old = holdings.get(key);
      if (old?.run === run && old.linkId === linkId) holdings.delete(key);
    }
    return null;
  }
  function listen(guest: Guest, channel: string, isOn: boolean): null {
    const listening = channels.get(channel) ?? new Set();
    if (isOn) channels.set(channel, listening.add(guest));
    else listening.delete(guest);
    if (listening.size === 0) channels.delete(channel);
    return null;
  }
  return {
    async handle(guest, request) {
      guests.add(guest);
      switch (request.op) {
        case "claim":
        case "keep":
          return take(guest, mineOf(guest, request.mine), request.op === "claim");
        case "release":
          return release(mineOf(guest, request.mine));
        case "holder": {
          const found = holdings.get(request.key);
          return found === undefined ? null : [found.run, found.linkId];
        }
        case "beat":
          return { members: [...guests].map(({ member }) => member), versions: versionsOf(books) };
        case "publish":
          for (const each of channels.get(request.channel) ?? []) {
            each.tell(request.channel, request.text);
          }
          return true;
        case "listen":
        case "unlisten":
          return listen(guest, request.channel, request.op === "listen");
        case "write":
          return await books.get(request.book)?.set(request.name, request.text);
        case "read": {
          const found = books.get(request.book)?.now();
          return found && { version: found.version, texts: [...found.texts] };
        }
      }
    },
    left(guest) {
      guests.delete(guest);
      for (const channel of channels.keys()) listen(guest, channel, false);
      for (const [key, holding] of holdings) if (holding.guest === guest) holdings.delete(key);
    },
  };
}

function versionsOf(books: ReadonlyMap<BookName, ReturnType<typeof createKept>>) {
  return Object.fromEntries([...books].map(([name, book]) => [name, book.now().version]));
}

/** Changes are made one after the other; each is saved before it counts. */
function createKept(book: BookName, { found, save }: ShelvedBook) {
  let current = found;
  let saving: Promise<unknown> = Promise.resolve();
  async function change(name: string, text: string | null): Promise<number> {
    const texts = new Map(current.texts);
    if (text === null) texts.delete(name);
    else texts.set(name, text);
    if (texts.size > bookEntriesMax[book]) return -1;
    const next = { version: current.version + 1, texts };
    await save(next);
    current = next;
    return next.version;
  }
  return {
    now: () => current,
    /** The new version; -1 for too many, null where it could not be saved. */
    set(name: string, text: string | null): Promise<number | null> {
      const changed = saving.then(() => change(name, text));
      saving = changed.catch(() => undefined);
      return changed.catch(() => null);
    },
  };
}

function mineOf({ member }: Guest, mine: readonly (readonly [string, string])[]) {
  return mine
    .map(([key, linkId]) => parseHolding(key, `${member.run} ${linkId}`))
    .filter((each) => each !== null);
}
