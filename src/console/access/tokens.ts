/**
 * Files with tokens → whose a token is. Kept of a token is its digest alone; all digests are
 * compared in constant time, whichever fits. Promised: files are looked at again while there are
 * calls, at most once a second; one that is no longer usable opens nothing until it is.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { OperationalError, problemOf } from "../../base/errors.ts";
import { limits } from "../../base/limits.ts";
import type { AccessRole, AuthConfig } from "../../config/access.ts";
import type { Observe } from "../../observe/events.ts";

export type TokenMatch = {
  readonly name: string;
  readonly role: AccessRole;
  /** False as soon as the file has another token, or none. */
  readonly isGood: () => boolean;
};

export type TokenBook = {
  /** To be called before the others: what has changed on disk is read. */
  readonly look: () => Promise<void>;
  readonly find: (token: string) => TokenMatch | null;
  readonly isEmpty: () => boolean;
  /** Others, in force once the result is called. Throws TOKEN_UNUSABLE. */
  readonly prepare: (tokens: readonly TokenConfig[]) => Promise<() => void>;
};

export type TokenDeps = { readonly observe: Observe; readonly nowMs: () => number };

type TokenConfig = AuthConfig["tokens"][number];
type Known = { readonly config: TokenConfig; digest: Buffer | null; version: string };

/** Throws TOKEN_UNUSABLE: whoever starts a console with a token wants it to work. */
export async function openTokens(
  tokens: readonly TokenConfig[],
  { observe, nowMs }: TokenDeps,
): Promise<TokenBook> {
  let all = await readAll(tokens, []);
  let lookedAtMs = nowMs();
  let looking: Promise<void> | null = null;

  async function lookAt(known: Known): Promise<void> {
    const version = await versionOf(known.config.tokenFile);
    if (version === known.version) return;
    const before = known.digest;
    known.version = version;
    known.digest = null;
    const { name: token } = known.config;
    try {
      known.digest = await digestOf(known, all);
      const isNews = before === null || !timingSafeEqual(before, known.digest);
      if (isNews) observe({ name: "tokenChanged", token });
    } catch (thrown) {
      observe({ name: "tokenUnusable", token, problem: problemOf(thrown) });
    }
  }

  async function lookAtAll(): Promise<void> {
    for (const known of all) await lookAt(known);
    lookedAtMs = nowMs();
    looking = null;
  }

  return {
    look() {
      if (looking === null && nowMs() - lookedAtMs >= limits.tokenLookMs) looking = lookAtAll();
      return looking ?? Promise.resolve();
    },
    find(token) {
      if (token.length > limits.tokenCharsMax) return null;
      const digest = sha256(token);
      // Each is compared, so that the time says nothing of which one it is.
      const [found] = all.filter((known) => isSame(known, digest));
      if (found === undefined) return null;
      const { name, role } = found.config;
      return { name, role, isGood: () => all.includes(found) && isSame(found, digest) };
    },
    isEmpty: () => all.length === 0,
    async prepare(wanted) {
      const next = await readAll(wanted, all);
      return () => {
        all = next;
      };
    },
  };
}

/** What is as it was is the same: whoever signed in with it stays signed in. */
async function readAll(
  tokens: readonly TokenConfig[],
  before: readonly Known[],
): Promise<readonly Known[]> {
  const all = tokens.map(
    (config) =>
      before.find((known) => isDeepStrictEqual(known.config, config)) ?? {
        ...{ config, digest: null, version: "" },
      },
  );
  for (const known of all) {
    if (before.includes(known)) continue;
    known.version = await versionOf(known.config.tokenFile);
    known.digest = await digestOf(known, all);
  }
  return all;
}

function isSame({ digest }: Known, other: Buffer): boolean {
  return digest !== null && timingSafeEqual(digest, other);
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Changes with the file, also where a link is put in its place. */
async function versionOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await stat(file);
    return `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  } catch (thrown) {
    return problemOf(thrown);
  }
}

async function digestOf({ config }: Known, all: readonly Known[]): Promise<Buffer> {
  const unusable = (problem: string) =>
    new OperationalError("TOKEN_UNUSABLE", { name: config.name, file: config.tokenFile, problem });
  let text: string;
  try {
    const { mode, size } = await stat(config.tokenFile);
    // Readable by others is what container engines make of secrets; whoever writes it is admin.
    if ((mode & 0o002) !== 0) throw new Error("everybody on this machine can write it");
    if (size > limits.tokenCharsMax) throw new Error("it is longer than any token");
    text = (await readFile(config.tokenFile, "utf8")).trim();
  } catch (thrown) {
    throw unusable(problemOf(thrown));
  }
  const problem = weaknessOf(text);
  if (problem !== null) throw unusable(problem);
  const digest = sha256(text);
  const twin = all.find((each) => each.config.name !== config.name && isSame(each, digest));
  if (twin !== undefined) throw unusable(`it is the one of ${twin.config.name}, too`);
  return digest;
}

/** What a token must be that nobody guesses; null: it is. */
export function weaknessOf(token: string): string | null {
  if (token.length < limits.tokenCharsMin) {
    return `it has ${token.length} characters, and ${limits.tokenCharsMin} are the least`;
  }
  if (!/^[\x21-\x7e]+$/.test(token)) return "it has characters that no header takes, or spaces";
  return new Set(token).size < limits.tokenDistinctMin ? "it repeats a few characters" : null;
}
