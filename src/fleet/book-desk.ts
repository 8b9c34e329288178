/**
 * What people write into a book. In: an entry that was found right. Out: nothing, or a sentence why
 * it is not stored. Promised: when it resolves it is stored, and whoever is there has been told.
 */
import { OperationalError } from "../base/errors.ts";
import type { Board } from "./board.ts";
import { type Book, type BookNews, channelOf } from "./book.ts";

export type BookEntry = {
  readonly name: string;
  /** Null removes. */
  readonly text: string | null;
  readonly isNow?: boolean;
};

/** `full`: what is said where the book has no more room. */
export async function writeEntry(
  { name, text, isNow = false }: BookEntry,
  {
    board,
    book,
    full,
  }: {
    readonly board: Board;
    readonly book: Pick<Book<unknown>, "name" | "hear">;
    readonly full: { readonly problem: string; readonly remedy: string };
  },
): Promise<void> {
  const version = await board.write(book.name, name, text);
  if (version === null) {
    throw new OperationalError("FLEET_UNAVAILABLE", { problem: board.problem() });
  }
  if (version < 0) throw new OperationalError("REQUEST_INVALID", full);
  const news: BookNews = { name, version, text, isNow };
  book.hear(news);
  // Whoever misses it sees the version with the next beat.
  await board.publish(channelOf(book.name), JSON.stringify(news));
}
