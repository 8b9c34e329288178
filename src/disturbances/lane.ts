/**
 * What is held of one sender, in order. In: entries, each with what it does when it goes and how
 * long it waits. Out: they go, one after the other. Promised: nothing overtakes what is held, but
 * an entry that waits for the next one; an entry that cannot go now stands in the way until it can.
 */

/** Calls back after so many ms; the result takes that back. */
export type Wait = (ms: number, action: () => void) => () => void;

export type Entry = {
  /** Its place in the link. */
  readonly seq: number;
  /** What it is held for; null: it only stands behind another. */
  readonly owner: object | null;
  /** False: not now, and nothing behind it either. */
  readonly go: () => boolean;
};

export type Lane = {
  readonly isEmpty: () => boolean;
  /** Goes when all before it have gone, and not before `ms` have passed. */
  readonly hold: (entry: Entry, ms: number) => void;
  /** Goes when one that came later has gone, or `ms` have passed. One at a time. */
  readonly putBehindNext: (entry: Entry, ms: number) => void;
  readonly isNextAwaited: () => boolean;
  /** Something has gone past the lane, which is empty. */
  readonly passed: (seq: number) => void;
  /** What nobody wants held any more goes. */
  readonly release: (isWanted: (owner: object) => boolean) => void;
  /** Tries again what could not go. */
  readonly pump: () => void;
  /** All goes that can; the rest never will. */
  readonly end: () => void;
};

type Held = Entry & { isDue: boolean; readonly forget: () => void };

export function createLane(wait: Wait): Lane {
  const held: Held[] = [];
  let aside: Held | null = null;
  let isPumping = false;

  function pump(): void {
    if (isPumping) return;
    isPumping = true;
    for (let first = held[0]; first?.isDue === true; first = held[0]) {
      if (!first.go()) break;
      first.forget();
      held.shift();
      passed(first.seq);
    }
    isPumping = false;
  }
  function passed(seq: number): void {
    if (aside === null || aside.seq > seq) return;
    const late = aside;
    aside = null;
    late.isDue = true;
    held.unshift(late);
    pump();
  }
  /** It waited long enough: it goes in its own place. */
  function giveUp(late: Held): void {
    if (aside !== late) return;
    aside = null;
    late.isDue = true;
    const behind = held.findIndex(({ seq }) => seq > late.seq);
    held.splice(behind < 0 ? held.length : behind, 0, late);
    pump();
  }
  function withTimer(entry: Entry, ms: number, due: (it: Held) => void): Held {
    if (ms === 0) return { ...entry, isDue: true, forget: () => undefined };
    const forget = wait(ms, () => due(it));
    const it: Held = { ...entry, isDue: false, forget };
    return it;
  }
  function release(isWanted: (owner: object) => boolean): void {
    for (const it of held) if (it.owner === null || !isWanted(it.owner)) it.isDue = true;
    if (aside !== null && (aside.owner === null || !isWanted(aside.owner))) giveUp(aside);
    pump();
  }
  return {
    isEmpty: () => held.length === 0,
    isNextAwaited: () => aside !== null,
    hold(entry, ms) {
      held.push(
        withTimer(entry, ms, (it) => {
          it.isDue = true;
          pump();
        }),
      );
      pump();
    },
    putBehindNext(entry, ms) {
      aside = withTimer(entry, ms, giveUp);
    },
    passed,
    ...{ release, pump },
    end() {
      release(() => false);
      for (const it of held.splice(0)) it.forget();
    },
  };
}
