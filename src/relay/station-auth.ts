/**
 * Passwords of stations, checked before the CSMS is asked (security profiles 1 and 2). In: a
 * request for a route with `auth`. Out: nothing to say, or a refusal. Promised: the header goes on
 * untouched and is kept nowhere; who was right lately is let in without a hash; who fails
 * often is refused without one; an unknown user takes as long as a wrong password.
 */
import { readFile, stat } from "node:fs/promises";
import { OperationalError, problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { Followed, PreparedFiles } from "../trust/followed-files.ts";
import { authorizationDigest } from "./credentials.ts";
import { valuesOf } from "./head.ts";
import { type Checked, openPasswordCheck } from "./password-check.ts";
import { isKnownHash } from "./password-hash.ts";
import type { Refusal } from "./refusal.ts";
import type { Route } from "./route.ts";
import type { StationRequest } from "./station-request.ts";

export type StationAuth = {
  /** Null at once: it may go on. */
  readonly admit: (asked: StationRequest) => Promise<Refusal | null> | null;
  readonly followed: readonly Followed[];
  /** For other routes; what was known of a file stays known. Rejects with CONFIG_UNREADABLE. */
  readonly prepare: (routes: readonly Route[]) => Promise<PreparedFiles>;
  readonly close: () => void;
};

/** By user; `known` are digests of headers that were right, and until when. */
type Passwords = {
  hashes: ReadonlyMap<string, string>;
  known: Map<string, number>;
};

type PasswordFiles = ReadonlyMap<string, Passwords>;

/** Rejects with CONFIG_UNREADABLE. */
export async function openStationAuth(
  routes: readonly Route[],
  observe: Observe,
): Promise<StationAuth> {
  let files = await readPasswords(routes, new Map());
  const checks = openPasswordCheck();
  const failures = createFailures();

  async function judge(asked: StationRequest, passwords: Passwords, digest: string) {
    const { remoteAddress } = asked;
    const shown = credentialOf(asked);
    const nowMs = asked.headAtUs / 1000;
    const tell = (outcome: Checked | "missing" | "limited") => {
      observe({ name: "passwordChecked", outcome, remoteAddress });
    };
    if (shown === null) {
      tell("missing");
      return refusals.missing;
    }
    if (!failures.begin(remoteAddress, nowMs)) {
      tell("limited");
      return refusals.limited;
    }
    const { hashes, known } = passwords;
    const own = shown.isAllowed ? hashes.get(shown.user) : undefined;
    const [stranger = ""] = hashes.values();
    const checked = await checks.check(own ?? stranger, shown.password);
    const outcome = checked === "right" && own === undefined ? "wrong" : checked;
    tell(outcome);
    if (outcome !== "wrong") failures.forgive(remoteAddress);
    if (outcome !== "right") return outcome === "busy" ? refusals.busy : refusals.wrong;
    remember(known, digest, nowMs + limits.passwordKnownMs);
    return null;
  }

  return {
    admit(asked) {
      const { routed, head, remoteAddress, headAtUs } = asked;
      const file = routed?.route.auth?.htpasswdFile;
      if (file === undefined || head === null) return null;
      const passwords = files.get(file);
      // A route that went while it was asked for: nobody is let in unchecked.
      if (passwords === undefined) return Promise.resolve(refusals.busy);
      // Of one station: another's path makes another digest.
      const digest = `${routed?.stationId ?? ""} ${authorizationDigest(head.fields) ?? ""}`;
      if ((passwords.known.get(digest) ?? 0) > headAtUs / 1000) {
        observe({ name: "passwordChecked", outcome: "known", remoteAddress });
        return null;
      }
      return judge(asked, passwords, digest);
    },
    followed: followedOf(files),
    async prepare(wanted) {
      const next = await readPasswords(wanted, files);
      return {
        followed: followedOf(next),
        commit() {
          files = next;
        },
      };
    },
    close: checks.close,
  };
}

/** Those that are known already are not read again: they are followed. */
async function readPasswords(
  routes: readonly Route[],
  known: PasswordFiles,
): Promise<PasswordFiles> {
  const files = new Map<string, Passwords>();
  for (const { auth } of routes) {
    const file = auth?.htpasswdFile;
    if (file === undefined || files.has(file)) continue;
    const passwords = known.get(file);
    files.set(file, passwords ?? { hashes: await readHtpasswd(file), known: new Map() });
  }
  return files;
}

function followedOf(files: PasswordFiles): readonly Followed[] {
  return [...files].map(([file, passwords]) => ({
    what: "the stations' passwords",
    files: [file],
    async read() {
      passwords.hashes = await readHtpasswd(file);
      passwords.known = new Map();
    },
  }));
}

const challenge = [["WWW-Authenticate", 'Basic realm="ocpptap", charset="UTF-8"']] as const;

const refusals = {
  missing: {
    status: 401,
    sentence: "ocpptap: this route wants a user and a password (HTTP Basic), and none came.",
    headers: challenge,
  },
  wrong: {
    status: 401,
    sentence: "ocpptap: the user is not this station's, or the password is wrong.",
    headers: challenge,
  },
  limited: {
    status: 429,
    sentence: "ocpptap: too many wrong passwords came from this address; try again in a minute.",
  },
  busy: { status: 503, sentence: "ocpptap: too many passwords wait to be checked." },
} as const satisfies Record<string, Refusal>;

/** Oldest first out. */
function remember(known: Map<string, number>, digest: string, untilMs: number): void {
  known.delete(digest);
  known.set(digest, untilMs);
  const [oldest] = known.keys();
  if (known.size > limits.passwordsKnownMax && oldest !== undefined) known.delete(oldest);
}

type Credential = {
  readonly user: string;
  readonly password: Buffer;
  /** False: the user is not whom the path names. */
  readonly isAllowed: boolean;
};

/** Null where there is not exactly one usable header. */
function credentialOf({ head, routed }: StationRequest): Credential | null {
  const [value, ...others] = valuesOf(head?.fields ?? [], "authorization");
  const [, credential] = /^basic[ \t]+([A-Za-z0-9+/]+=*)[ \t]*$/i.exec(value ?? "") ?? [];
  if (credential === undefined || others.length > 0) return null;
  const bytes = Buffer.from(credential, "base64");
  const stationId = routed?.stationId ?? "";
  const own = Buffer.from(`${stationId}:`, "utf8");
  // RFC 7617 allows no colon in a user, and identities have some.
  const isOwn = stationId !== "" && bytes.subarray(0, own.length).equals(own);
  const colon = isOwn ? own.length - 1 : bytes.indexOf(":");
  if (colon < 0) return null;
  const user = bytes.toString("utf8", 0, colon);
  const isAllowed = isOwn || routed?.route.auth?.user === "any";
  return { user, password: bytes.subarray(colon + 1), isAllowed };
}

/** Wrong passwords of each address; those under way count until they are right. */
function createFailures() {
  const counts = new Map<string, { since: number; failures: number }>();
  return {
    begin(address: string, nowMs: number): boolean {
      const kept = counts.get(address);
      const isOver = kept === undefined || nowMs - kept.since > limits.passwordFailuresMs;
      const count = isOver ? { since: nowMs, failures: 0 } : kept;
      if (count.failures >= limits.passwordFailuresMax) return false;
      count.failures += 1;
      counts.delete(address);
      counts.set(address, count);
      const [oldest] = counts.keys();
      if (counts.size > limits.passwordAddressesMax && oldest !== undefined) counts.delete(oldest);
      return true;
    },
    forgive(address: string) {
      const count = counts.get(address);
      if (count !== undefined) count.failures = Math.max(0, count.failures - 1);
    },
  };
}

async function readHtpasswd(file: string): Promise<ReadonlyMap<string, string>> {
  try {
    const { size } = await stat(file);
    if (size > limits.trustFileBytesMax) throw new Error("it is too large");
    const hashes = new Map<string, string>();
    const lines = (await readFile(file, "utf8")).split(/\r?\n/);
    for (const [index, line] of lines.entries()) {
      if (line.trim() === "" || line.startsWith("#")) continue;
      const at = line.lastIndexOf(":");
      const hash = line.slice(at + 1).trim();
      // What is wrong with a secret is not shown.
      if (at < 1 || !isKnownHash(hash)) {
        const sentence = "write USER:HASH with bcrypt, argon2 or SHA-crypt";
        throw new Error(`line ${index + 1}: ${sentence}`);
      }
      hashes.set(line.slice(0, at), hash);
    }
    if (hashes.size === 0) throw new Error("it holds no user");
    return hashes;
  } catch (thrown) {
    const problem = problemOf(thrown);
    throw new OperationalError("CONFIG_UNREADABLE", { file, problem }, { cause: thrown });
  }
}
