/** All books of the board, opened together: what a relay or a console knows of what people set. */
import { type KeptDisturbance, parseKeptDisturbance } from "../config/disturbance.ts";
import { type KeptOverride, parseKeptOverride } from "../config/override.ts";
import type { Observe } from "../observe/events.ts";
import type { Board, BookName, BookVersions } from "./board.ts";
import { type Book, openBook } from "./book.ts";

export type Books = {
  /** By station. */
  readonly overrides: Book<KeptOverride>;
  /** By the name they were given. */
  readonly faults: Book<KeptDisturbance>;
  readonly look: (versions: BookVersions) => void;
  readonly close: () => Promise<void>;
};

export type BooksDeps = {
  readonly board: Board;
  readonly observe: Observe;
  /** Where the last known is kept; null: nowhere. */
  readonly fileOf: (name: BookName) => string | null;
  /** For an override that counts at once. */
  readonly sendAway?: (stationId: string) => void;
};

export async function openBooks({ fileOf, sendAway, ...deps }: BooksDeps): Promise<Books> {
  const overrides = await openBook({
    ...{ ...deps, name: "overrides", parse: parseKeptOverride, file: fileOf("overrides") },
    ...(sendAway !== undefined && { sendAway }),
  });
  const faults = await openBook({
    ...{ ...deps, name: "faults", parse: parseKeptDisturbance, file: fileOf("faults") },
  });
  return {
    ...{ overrides, faults },
    look(versions) {
      for (const book of [overrides, faults]) book.look(versions[book.name]);
    },
    async close() {
      await overrides.close();
      await faults.close();
    },
  };
}
