/**
 * The process that has the state file open: SQLite maps a part of its files into memory, so that
 * one cut short on a failing disk ends its process, and that must not be the relay. Requests come
 * in over the channel to its parent; what has come in by the end of a turn is one group, with one
 * commit. It ends with its parent, and not by a signal to the group of both: the parent may have
 * something to store yet.
 */
import { limits } from "../base/limits.ts";
import type { FileMessage, FileReply } from "./file-messages.ts";
import { createStateFile } from "./state-file.ts";

const [dir = "", bytesMax = ""] = process.argv.slice(2);
const file = createStateFile(dir, Number(bytesMax));
let waiting: FileMessage[] = [];
let toldFile: string | null = null;

function send(replies: readonly FileReply[]): void {
  // The parent may be gone.
  process.send?.(replies, undefined, undefined, () => undefined);
}

/** Documents go in parts that the parent reads within a few milliseconds each. */
function runGroup(): void {
  const group = waiting;
  waiting = [];
  let replies: FileReply[] = [];
  let chars = 0;
  const flush = (): void => {
    if (replies.length > 0) send(replies);
    replies = [];
    chars = 0;
  };
  const answers = file.run(group.map(({ request }) => request));
  if (file.id() !== toldFile) replies.push({ file: file.id() });
  toldFile = file.id();
  for (const [index, answer] of answers.entries()) {
    const id = group[index]?.id ?? 0;
    if (answer.kind !== "opened") {
      replies.push({ id, answer });
      continue;
    }
    for (const text of answer.texts) {
      const last = replies.at(-1);
      if (last !== undefined && "part" in last && last.id === id) last.part.push(text);
      else replies.push({ id, part: [text] });
      chars += text[0].length + text[1].length;
      if (chars >= limits.statePartChars) flush();
    }
    replies.push({ id, answer: { kind: "opened" } });
  }
  flush();
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
process.on("message", (message: FileMessage) => {
  waiting.push(message);
  if (waiting.length === 1) setImmediate(runGroup);
});
process.on("disconnect", () => setImmediate(() => file.close()));
