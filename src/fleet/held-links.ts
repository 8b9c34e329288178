/**
 * The stations that are held here → the board. In: links that open and end, at any rate. Out: few
 * requests, each of many stations; what was said while the board was away is said anew when it is
 * back. Promised: nobody waits, and there is one entry for each link at most.
 */
import { limits } from "../base/limits.ts";
import type { Link } from "../relay/links.ts";
import type { Board, Holding } from "./board.ts";

export type HeldLinks = {
  readonly held: (link: Link) => void;
  readonly freed: (link: Link) => void;
  readonly of: (key: string) => Link | null;
  readonly count: () => number;
  /** Once more: the board may have forgotten it. */
  readonly sayAgain: (key: string) => void;
  /** A few of all, so that each is prolonged in time. */
  readonly beat: () => void;
  /** The board is back, and may have forgotten everything. */
  readonly sayAll: () => void;
  readonly close: () => Promise<void>;
};

export type HeldDeps = {
  readonly board: Board;
  /** Another had the station until our CSMS accepted it here. */
  readonly taken: (mine: Link, other: Holding) => void;
  /** Another has it, and so have we. */
  readonly contested: (mine: Link, other: Holding) => void;
};

type How = "claim" | "keep";

export function createHeldLinks(deps: HeldDeps): HeldLinks {
  const { board } = deps;
  const links = new Map<string, Link>();
  const words = createWords(links, deps);
  let round: Iterator<string> = links.keys();

  return {
    held(link) {
      links.set(link.key, link);
      if (board.isReady()) words.say(link.key, "claim");
    },
    freed(link) {
      if (links.get(link.key) !== link) return;
      links.delete(link.key);
      if (board.isReady()) words.unsay(link);
    },
    of: (key) => links.get(key) ?? null,
    count: () => links.size,
    sayAgain: (key) => words.say(key, "claim"),
    beat() {
      const share = limits.boardBeatMs / limits.holdingKeepMs;
      for (let left = Math.ceil(links.size * share); left > 0; left -= 1) {
        const next = round.next();
        if (next.done === true) {
          round = links.keys();
          break;
        }
        words.say(next.value, "keep");
      }
    },
    sayAll() {
      for (const key of links.keys()) words.say(key, "keep");
    },
    async close() {
      words.stop();
      const all = [...links.values()].map((link) => holdingOf(link, board));
      for (let from = 0; from < all.length && board.isReady(); from += limits.holdingsPerRequest) {
        await board.release(all.slice(from, from + limits.holdingsPerRequest));
      }
    },
  };
}

function holdingOf({ key, id: linkId }: Link, { me }: Board): Holding {
  return { key, run: me.run, linkId };
}

/** What is to be said, by key; the latest counts. It is said in groups, one after the other. */
function createWords(links: ReadonlyMap<string, Link>, { board, taken, contested }: HeldDeps) {
  const fresh = new Map<string, How>();
  const released = new Map<string, Holding>();
  let timer: NodeJS.Timeout | null = null;
  let isBusy = false;

  function schedule(): void {
    if (isBusy || timer !== null) return;
    timer = setTimeout(() => void flush(), limits.holdingsCollectMs).unref();
  }
  async function flush(): Promise<void> {
    timer = null;
    isBusy = true;
    while (board.isReady() && fresh.size + released.size > 0) {
      const gone = takeSome(released, () => true);
      if (gone.length > 0) await board.release(gone.map(([, holding]) => holding));
      await tell("claim");
      await tell("keep");
    }
    // All is said when the board is back.
    if (!board.isReady()) fresh.clear();
    if (!board.isReady()) released.clear();
    isBusy = false;
  }
  async function tell(how: How): Promise<void> {
    const keys = takeSome(fresh, (each) => each === how).map(([key]) => key);
    const mine = keys.map((key) => links.get(key)).filter((link) => link !== undefined);
    if (mine.length === 0) return;
    const answers = await board[how](mine.map((link) => holdingOf(link, board)));
    for (const [index, other] of answers?.entries() ?? []) {
      const link = mine[index];
      if (link === undefined || other === null || links.get(link.key) !== link) continue;
      if (how === "claim") taken(link, other);
      else contested(link, other);
    }
  }

  return {
    say(key: string, how: How): void {
      released.delete(key);
      if (how === "claim" || !fresh.has(key)) fresh.set(key, how);
      schedule();
    },
    unsay(link: Link): void {
      fresh.delete(link.key);
      released.set(link.key, holdingOf(link, board));
      schedule();
    },
    stop: () => clearTimeout(timer ?? undefined),
  };
}

/** As many as go in one request; they are gone from the map. */
function takeSome<Value>(
  from: Map<string, Value>,
  isWanted: (value: Value) => boolean,
): readonly (readonly [string, Value])[] {
  const some: [string, Value][] = [];
  for (const [key, value] of from) {
    if (some.length >= limits.holdingsPerRequest) break;
    if (isWanted(value)) some.push([key, value]);
  }
  for (const [key] of some) from.delete(key);
  return some;
}
