/** A command line with everything injected: what it wrote can be read, what it started is a stub. */
import { Readable, Writable } from "node:stream";
import { onTestFinished } from "vitest";
import type { App, CliIo } from "../../src/cli/io.ts";
import { runCli } from "../../src/cli/program.ts";

export class Sink extends Writable {
  text = "";
  columns?: number;
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString("utf8");
    done();
  }
}

/** Takes some writes, then behaves as `head` does when it has seen enough. */
export class ClosingSink extends Writable {
  text = "";
  #left: number;
  constructor(writes: number) {
    super();
    this.#left = writes;
  }
  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error) => void): void {
    const isGone = this.#left-- <= 0;
    if (!isGone) this.text += chunk.toString("utf8");
    if (isGone) done(Object.assign(new Error("EPIPE"), { code: "EPIPE" }));
    else done();
  }
}

type Given = Partial<Omit<CliIo, "app">> & { readonly app?: Partial<App> };

export function world(given: Given = {}) {
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const stdout = new Sink();
  const stderr = new Sink();
  const started: { what: string; with: unknown }[] = [];
  const app: App = {
    version: "1.2.3",
    serve: async (config, { only }) => {
      started.push({ what: "serve", with: { config, only } });
      return 0;
    },
    demo: async (config, { stations, rate, seed }) => {
      started.push({ what: "demo", with: { config, stations, rate, seed } });
      return 0;
    },
    ...given.app,
  };
  const io: CliIo = {
    stdin: Readable.from([]),
    stdout,
    stderr,
    env: {},
    cwd: "/nowhere",
    isTerminal: false,
    signal: ending.signal,
    ...{ onHangup: () => undefined, serviceManager: {} },
    ...given,
    app,
  };
  return {
    io,
    stdout,
    stderr,
    started,
    abort: () => ending.abort(),
    run: (...argv: readonly string[]) => runCli(argv, io),
  };
}
