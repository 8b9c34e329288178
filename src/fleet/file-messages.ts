/** What goes between the process that keeps state and its child that has the file open. */
import type { OpenRequest, StoreAnswer, StoreRequest } from "./backend.ts";

/** In the directory of the state; SQLite puts two others beside it. */
export const stateFileName = "state.db";

export type FileRequest =
  | (OpenRequest & { readonly kind: "open" })
  | (StoreRequest & { readonly kind: "store" })
  | { readonly kind: "probe" };

/** To the child, several at once. */
export type FileMessage = { readonly id: number; readonly request: FileRequest };

/** A key and its value, both as JSON text. */
export type Text = readonly [key: string, value: string];

export type ChildAnswer = { readonly kind: "opened" } | StoreAnswer;

/** Documents of a name come in parts before the answer. */
export type NameReply =
  | { readonly id: number; readonly part: Text[] }
  | { readonly id: number; readonly answer: ChildAnswer };

/** From the child. `file`: which one it has open, see `fileIdOf`. */
export type FileReply = { readonly file: string | null } | NameReply;

/** Of what `stat` says: the same as long as a path leads to the same file. */
export function fileIdOf({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev}/${ino}`;
}
