/** A board for tests in which nothing is shared: nobody is on it, and it says so. */

import { openBooks } from "../../src/fleet/books.ts";
import type { Fleet } from "../../src/fleet/fleet.ts";

const nothing = () => Promise.resolve(null);

export const aloneFleet: Fleet = {
  board: {
    ...{ kind: "embedded", where: "nowhere", me: { run: "me", instance: "test", role: "test" } },
    ...{ isReady: () => false, problem: () => "nobody is there", onReady: () => undefined },
    ...{ claim: nothing, keep: nothing, beat: nothing, read: nothing, write: nothing },
    release: () => Promise.resolve(),
    holderOf: () => Promise.resolve(undefined),
    publish: () => Promise.resolve(false),
    listen: () => () => undefined,
    close: () => Promise.resolve(),
  },
  health: () => ({ isWell: true, detail: "nothing is shared" }),
  members: () => [],
  onBeat: () => undefined,
  close: () => Promise.resolve(),
};

export const aloneBooks = await openBooks({
  ...{ board: aloneFleet.board, fileOf: () => null, observe: () => undefined },
});

/** What a console or a part of it shares. */
export const alone = { fleet: aloneFleet, books: aloneBooks };
