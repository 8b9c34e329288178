/**
 * libchdb behind four functions. In: the library of this platform, if it is installed (it is an
 * optional dependency of 570 MB). Out: ClickHouse's own `main`, and three calls of libc that Node
 * does not offer.
 */
import { closeSync, existsSync, openSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { OperationalError, problemOf } from "../base/errors.ts";

export type EngineLibrary = {
  /**
   * Runs ClickHouse with these arguments in a thread of libuv's pool; resolves with its error, or
   * "" when it ended without one.
   */
  readonly run: (args: readonly string[]) => Promise<string>;
  /** mkfifo(3), readable and writable by the owner alone. */
  readonly makeFifo: (path: string) => void;
  /** flock(2), without keeping it: true where another process holds the lock. */
  readonly isLocked: (path: string) => boolean;
  /** _exit(2): ends the process now, with neither exit handlers nor destructors. */
  readonly exitNow: (code: number) => void;
};

/** What has been published; only linux-x64-gnu could be tried. */
const PACKAGES: Readonly<Record<string, string>> = {
  "linux-x64": "@chdb/lib-linux-x64-gnu",
  "linux-arm64": "@chdb/lib-linux-arm64-gnu",
  "darwin-x64": "@chdb/lib-darwin-x64",
  "darwin-arm64": "@chdb/lib-darwin-arm64",
};

const LIBRARY = "chdb";

/** LOCK_EX | LOCK_NB, the same on Linux and macOS. */
const LOCK_EX_NB = 6;

type Ffi = typeof import("ffi-rs");

export async function loadEngineLibrary(
  platform = `${process.platform}-${process.arch}`,
): Promise<EngineLibrary> {
  const path = libraryPath(platform);
  const ffi = await import("ffi-rs").catch((thrown: unknown) => {
    throw missing(`the package ffi-rs cannot be loaded (${problemOf(thrown)})`, thrown);
  });
  try {
    ffi.open({ library: LIBRARY, path });
  } catch (thrown) {
    throw missing(`${path} cannot be loaded (${problemOf(thrown)})`, thrown);
  }
  const { I32, String: Text } = ffi.DataType;
  const libc = (
    funcName: string,
    paramsType: (typeof I32 | typeof Text)[],
    paramsValue: unknown[],
  ) => ffi.load({ library: LIBRARY, funcName, retType: I32, paramsType, paramsValue });
  return {
    run: (args) => runMain(ffi, args),
    makeFifo(path) {
      if (libc("mkfifo", [Text, I32], [path, 0o600]) !== 0) {
        throw new Error(`the FIFO ${path} cannot be made`);
      }
    },
    isLocked(path) {
      if (!existsSync(path)) return false;
      const file = openSync(path, "r");
      try {
        return libc("flock", [I32, I32], [file, LOCK_EX_NB]) !== 0;
      } finally {
        closeSync(file);
      }
    },
    exitNow(code) {
      libc("_exit", [I32], [code]);
    },
  };
}

async function runMain(ffi: Ffi, args: readonly string[]): Promise<string> {
  const { External, I32, String: Text, StringArray } = ffi.DataType;
  const result = await ffi.load({
    library: LIBRARY,
    funcName: "chdb_query_cmdline",
    retType: External,
    paramsType: [I32, StringArray],
    paramsValue: [args.length, args],
    runInNewThread: true,
  });
  if (ffi.isNullPointer(result)) return "";
  const error = {
    library: LIBRARY,
    funcName: "chdb_result_error",
    paramsType: [External],
    paramsValue: [result],
  };
  // A `const char *` that is null where there was no error, which a String cannot be.
  const hasError = !ffi.isNullPointer(ffi.load({ ...error, retType: External }));
  return hasError ? ffi.load({ ...error, retType: Text }) : "";
}

function libraryPath(platform: string): string {
  const name = PACKAGES[platform];
  if (name === undefined) throw missing(`there is none for ${platform}`);
  let path: string;
  try {
    const require = createRequire(import.meta.url);
    path = join(dirname(require.resolve(`${name}/package.json`)), "libchdb.so");
  } catch (thrown) {
    throw missing(`the optional package ${name} is not installed`, thrown);
  }
  if (!existsSync(path)) throw missing(`${path} does not exist`);
  return path;
}

function missing(problem: string, cause?: unknown): OperationalError {
  return new OperationalError("STORE_ENGINE_MISSING", { problem }, { cause });
}
