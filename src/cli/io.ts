/**
 * What a command is given of the world, and how it writes: awaiting the reader, so that an export
 * of millions of messages needs no memory, and ending quietly when the reader has gone (`search |
 * head`).
 */
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import type { Role } from "../config/roles.ts";
import type { Config } from "../config/schema.ts";
import type { Environment, ServiceManagerEnv } from "../config/sources.ts";

/** What the composition root does for the command line. */
export type App = {
  readonly version: string;
  /** Both resolve with the exit code after `signal`, or reject with why it could not start. */
  readonly serve: (config: Config, options: ServeOptions) => Promise<number>;
  readonly demo: (config: Config, options: DemoOptions) => Promise<number>;
};

export type ServeOptions = {
  readonly only: Role | null;
  readonly signal: AbortSignal;
  readonly reload: ReloadOptions;
  readonly serviceManager: ServiceManagerEnv;
};
/** SIGHUP: the configuration is read again. */
export type ReloadOptions = {
  /** From the same flags, variables and file. Rejects with what is wrong with it. */
  readonly load: () => Promise<Config>;
  readonly onHangup: (listener: () => void) => void;
};
export type DemoOptions = {
  readonly stations: number | null;
  /** Calls a second of the well-behaved stations. */
  readonly rate: number | null;
  /** The same one gives the same peers. */
  readonly seed: string | null;
  readonly signal: AbortSignal;
};

export type CliIo = {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly columns?: number };
  readonly stderr: Writable;
  readonly env: Environment;
  readonly cwd: string;
  /** Of standard output: tables fit it, and progress is shown. */
  readonly isTerminal: boolean;
  /** Aborted by ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** SIGHUP, where there is a listener, and a terminal that is still there, or none. */
  readonly onHangup: ReloadOptions["onHangup"];
  readonly serviceManager: ServiceManagerEnv;
  readonly app: App;
};

/** Nobody reads any more: no failure, only the end. */
export class ReaderGone extends Error {
  override readonly name = "ReaderGone";
}

/** Resolves when the reader has taken it. */
export async function print(out: Writable, text: string): Promise<void> {
  if (text === "") return;
  if (out.destroyed || out.errored) throw new ReaderGone();
  const written = Promise.withResolvers<void>();
  const isRoomLeft = out.write(text, (error) => {
    if (error) written.reject(new ReaderGone("", { cause: error }));
    else written.resolve();
  });
  await written.promise;
  if (!isRoomLeft && out.writableNeedDrain) await once(out, "drain");
}
