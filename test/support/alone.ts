/** A board for tests in which nothing is shared: nobody is on it, and it says so. */
import type { Fleet } from "../../src/fleet/fleet.ts";
import { openOverrideBook } from "../../src/fleet/override-book.ts";

const nothing = () => Promise.resolve(null);

export const aloneFleet: Fleet = {
  board: {
    ...{ kind: "embedded", where: "nowhere", me: { run: "me", instance: "test", role: "test" } },
    ...{ isReady: () => false, problem: () => "nobody is there", onReady: () => undefined },
    ...{ claim: nothing, keep: nothing, beat: nothing, overrides: nothing, setOverride: nothing },
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

export const aloneBook = await openOverrideBook({
  ...{ board: aloneFleet.board, file: null, observe: () => undefined },
  sendAway: () => undefined,
});

/** What a console or a part of it shares. */
export const alone = { fleet: aloneFleet, book: aloneBook };
