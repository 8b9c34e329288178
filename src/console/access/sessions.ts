/**
 * Browsers that are signed in. In: who somebody is. Out: a secret for their cookie, and from it who
 * they are, until it is over. Promised: bounded in all and for each name; the secret is not kept;
 * nothing outlives this process.
 */
import { createHash, randomBytes } from "node:crypto";
import { limits } from "../../base/limits.ts";
import type { AccessRole } from "../../config/access.ts";

export type Person = {
  readonly name: string;
  readonly role: AccessRole;
  readonly how: "token" | "oidc";
  /** What they signed in with still counts. */
  readonly isGood: () => boolean;
};

export type Session = Person & { readonly endsAtMs: number };

export type Sessions = {
  readonly begin: (person: Person) => { readonly secret: string; readonly session: Session };
  readonly find: (secret: string) => Session | null;
  readonly end: (secret: string) => void;
};

export function createSessions(lifeMs: number, nowMs: () => number): Sessions {
  /** By the digest of the secret, oldest first. */
  const sessions = new Map<string, Session>();

  function makeRoom(name: string): void {
    for (const [key, session] of sessions) if (!isOpen(session)) sessions.delete(key);
    const own = [...sessions].filter(([, session]) => session.name === name);
    const [oldestOwn] = own.map(([key]) => key);
    const isMany = own.length >= limits.sessionsOfNameMax;
    if (isMany && oldestOwn !== undefined) sessions.delete(oldestOwn);
    const [oldest] = sessions.keys();
    if (sessions.size >= limits.sessionsMax && oldest !== undefined) sessions.delete(oldest);
  }
  const isOpen = ({ endsAtMs, isGood }: Session) => nowMs() < endsAtMs && isGood();

  return {
    begin(person) {
      makeRoom(person.name);
      const secret = randomBytes(32).toString("base64url");
      const key = digestOf(secret);
      const endsAtMs = nowMs() + lifeMs;
      const isGood = () => sessions.has(key) && nowMs() < endsAtMs && person.isGood();
      const session = { ...person, endsAtMs, isGood };
      sessions.set(key, session);
      return { secret, session };
    },
    find(secret) {
      const session = sessions.get(digestOf(secret));
      return session?.isGood() === true ? session : null;
    },
    end: (secret) => void sessions.delete(digestOf(secret)),
  };
}

function digestOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
