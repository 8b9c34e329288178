/**
 * Where log lines go. In: pino's JSON lines. Out: the same, or readable text on a terminal.
 *
 * A reader that does not read (a terminal stopped with ctrl-S, a full pipe) must not stop the
 * relay: lines for a file descriptor are written off the event loop, wait in a bounded buffer, and
 * are dropped and counted beyond it. A reader that is gone is no fault of the link's either.
 */
import { write, writeSync } from "node:fs";
import { prettyFactory } from "pino-pretty";
import { systemCodeOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { printable } from "../base/printable.ts";

/** Between two tries at a descriptor that is full for now. Unit: ms. */
const RETRY_MS = 20;
/** At the end of a process: at most 200 ms for a reader that is slow. */
const FLUSH_TRIES_MAX = 10;

export type LogTarget = {
  readonly write: (text: string) => unknown;
  /** Present on `process.stdout`. */
  readonly fd?: number;
  readonly isTTY?: boolean;
};

export type LogOutput = {
  readonly write: (line: string) => void;
  readonly flush: () => void;
  readonly droppedLines: () => number;
};

export function createLogOutput(target: LogTarget, format: "auto" | "json" | "text"): LogOutput {
  const isText = format === "text" || (format === "auto" && target.isTTY === true);
  const readable = isText ? createReadable(target.isTTY === true) : null;
  const sink = target.fd === undefined ? directSink(target) : descriptorSink(target.fd);
  return { ...sink, write: (line) => sink.write(readable === null ? line : readable(line)) };
}

function directSink(target: LogTarget): LogOutput {
  let dropped = 0;
  return {
    write(line) {
      try {
        target.write(line);
      } catch {
        dropped += 1;
      }
    },
    flush: () => undefined,
    droppedLines: () => dropped,
  };
}

/**
 * One `fs.write` under way at a time. (pino's own destination tries a failing write again without
 * end when it flushes: a log on a full disk would then keep the process from ending.)
 */
function descriptorSink(fd: number): LogOutput {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let isWriting = false;
  let dropped = 0;

  function take(): Buffer {
    const chunk = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    return chunk;
  }
  function pump(): void {
    if (isWriting || waiting.length === 0) return;
    isWriting = true;
    writeAll(take());
  }
  function writeAll(chunk: Buffer): void {
    write(fd, chunk, (error, written) => {
      if (isRetryable(error)) {
        setTimeout(writeAll, RETRY_MS, chunk).unref();
      } else if (error === null && written < chunk.length) {
        writeAll(chunk.subarray(written));
      } else {
        if (error !== null) dropped += linesOf(chunk);
        isWriting = false;
        pump();
      }
    });
  }
  return {
    write(line) {
      const bytes = Buffer.from(line);
      if (waitingBytes + bytes.length > limits.logBufferBytesMax) {
        dropped += 1;
        return;
      }
      waiting.push(bytes);
      waitingBytes += bytes.length;
      pump();
    },
    flush() {
      dropped += writeNow(fd, take());
    },
    droppedLines: () => dropped,
  };
}

/** Writes as much as the reader takes within a short while; returns the number of lines lost. */
function writeNow(fd: number, chunk: Buffer): number {
  let rest = chunk;
  for (let tries = 0; rest.length > 0 && tries < FLUSH_TRIES_MAX; ) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (thrown) {
      if (!isRetryable(thrown)) break;
      tries += 1;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
  return linesOf(rest);
}

/** The descriptor does not block, and its reader is slow. */
function isRetryable(thrown: unknown): boolean {
  const code = systemCodeOf(thrown);
  return code === "EAGAIN" || code === "EBUSY";
}

function linesOf(chunk: Buffer): number {
  let lines = 0;
  for (const byte of chunk) if (byte === 0x0a) lines += 1;
  return lines;
}

/** One line of text for one of JSON: time, level, role, sentence. */
function createReadable(isColoured: boolean): (line: string) => string {
  return prettyFactory({
    colorize: isColoured,
    translateTime: "SYS:HH:MM:ss.l",
    hideObject: true,
    ignore: "pid,hostname",
    messageFormat: (log, messageKey) =>
      `${printable(String(log["role"]))}: ${printable(String(log[messageKey]))}`,
  });
}
