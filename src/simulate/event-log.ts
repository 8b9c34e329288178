/**
 * A bounded list of things that happened, which can be waited for: tests need no sleeps. In:
 * entries in order. Out: the remembered ones, listeners, and promises of the first that fits.
 */
import type { Cancel } from "./time.ts";

export type EventLog<Entry> = {
  readonly record: (entry: Entry) => void;
  /** The remembered entries, oldest first. */
  readonly entries: () => readonly Entry[];
  /** All there ever were, also forgotten ones. */
  readonly total: () => number;
  readonly on: (listener: (entry: Entry) => void) => Cancel;
  /** The first remembered or future entry that fits; rejects when the log is closed before. */
  readonly find: <Wanted extends Entry>(
    fits: (entry: Entry) => entry is Wanted,
    what: string,
  ) => Promise<Wanted>;
  readonly close: () => void;
};

export function createEventLog<Entry>(entriesMax: number): EventLog<Entry> {
  let remembered: Entry[] = [];
  let total = 0;
  let isClosed = false;
  const listeners = new Set<(entry: Entry) => void>();
  const enders = new Set<() => void>();

  const on = (listener: (entry: Entry) => void): Cancel => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  return {
    record(entry) {
      total += 1;
      remembered.push(entry);
      // Half is dropped at once: shifting one by one would cost a move of all for every entry.
      if (remembered.length > entriesMax) remembered = remembered.slice(-Math.ceil(entriesMax / 2));
      for (const listener of listeners) listener(entry);
    },
    entries: () => remembered,
    total: () => total,
    on,
    find(fits, what) {
      const known = remembered.find(fits);
      if (known !== undefined) return Promise.resolve(known);
      if (isClosed) return Promise.reject(new Error(`closed; never seen: ${what}`));
      return new Promise((resolve, reject) => {
        const forget = on((entry) => {
          if (!fits(entry)) return;
          forget();
          enders.delete(end);
          resolve(entry);
        });
        const end = () => {
          forget();
          reject(new Error(`closed before it was seen: ${what}`));
        };
        enders.add(end);
      });
    },
    close() {
      isClosed = true;
      for (const end of enders) end();
      enders.clear();
    },
  };
}
