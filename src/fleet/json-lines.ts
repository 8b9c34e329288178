/** A socket as lines of text, both ways, bounded. */
import type { Socket } from "node:net";
import { createLines } from "../base/lines.ts";

export type Lines = {
  /** False: it was not read in time, and the socket has been closed for it. */
  readonly send: (line: string) => boolean;
};

export function linesOf(
  socket: Socket,
  bounds: { readonly lineChars: number; readonly bufferBytes: number },
  take: (line: string) => void,
): Lines {
  const push = createLines(take, bounds.lineChars);
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => void (push(text) || socket.destroy()));
  return {
    send(line) {
      if (socket.destroyed || !socket.writable) return false;
      if (socket.writableLength > bounds.bufferBytes) {
        socket.destroy();
        return false;
      }
      socket.write(`${line}\n`);
      return true;
    },
  };
}
