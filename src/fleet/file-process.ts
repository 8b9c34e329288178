/**
 * The process that has the state file open: SQLite maps a part of its files into memory, so that
 * one cut short on a failing disk ends its process, and that must not be the relay. Requests come
 * in over the channel to its parent; what has come in by the end of a turn is one group, with one
 * commit. Documents of an opened name are read after the commit that took it over: nobody else can
 * change them from then on. It ends with its parent, and not by a signal to the group of both: the
 * parent may have something to store yet.
 */
import { limits } from "../base/limits.ts";
import type { OpenRequest } from "./backend.ts";
import type { FileMessage, FileReply, Text } from "./file-messages.ts";
import { createStateFile } from "./state-file.ts";

const [dir = "", bytesMax = ""] = process.argv.slice(2);
const file = createStateFile(dir, Number(bytesMax));
let waiting: FileMessage[] = [];
let toldFile: string | null = null;
/** Names that are taken over, and whose documents are to be read. */
const opened: { readonly id: number; readonly request: OpenRequest }[] = [];
let isReading = false;

/** Resolves when it is on its way. The parent may be gone. */
function send(replies: readonly FileReply[]): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(replies, undefined, undefined, () => resolve());
  });
}

function runGroup(): void {
  const group = waiting;
  waiting = [];
  const answers = file.run(group.map(({ request }) => request));
  const replies: FileReply[] = [];
  if (file.id() !== toldFile) replies.push({ file: file.id() });
  toldFile = file.id();
  for (const [index, { id, request }] of group.entries()) {
    const answer = answers[index];
    if (answer?.kind === "opened" && request.kind === "open") opened.push({ id, request });
    else if (answer !== undefined) replies.push({ id, answer });
  }
  void send(replies);
  void readOn();
}

/** One name after the other, and in parts that the parent reads within a few milliseconds each. */
async function readOn(): Promise<void> {
  if (isReading) return;
  isReading = true;
  for (let next = opened.shift(); next !== undefined; next = opened.shift()) {
    const { id, request } = next;
    const texts = file.read(request.name);
    if ("kind" in texts) {
      await send([{ id, answer: texts }]);
      continue;
    }
    let part: Text[] = [];
    let chars = 0;
    for (const text of texts) {
      part.push(text);
      chars += text[0].length + text[1].length;
      if (chars < limits.statePartChars) continue;
      await send([{ id, part }]);
      part = [];
      chars = 0;
    }
    await send([
      { id, part },
      { id, answer: { kind: "opened" } },
    ]);
  }
  isReading = false;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
process.on("message", (messages: readonly FileMessage[]) => {
  if (waiting.length === 0) setImmediate(runGroup);
  for (const message of messages) waiting.push(message);
});
process.on("disconnect", () => setImmediate(() => file.close()));
