/**
 * Who asks, and whether they may. In: a call's headers, address and route. Out: a caller, or an
 * error. Promised: without `console.auth` everybody is admin, which only loopback is bound with; a
 * wrong token costs its address, never somebody whose token is right and known there; a cookie
 * alone changes nothing (docs/decisions/0023).
 */
import type { IncomingHttpHeaders } from "node:http";
import { OperationalError } from "../../base/errors.ts";
import { limits } from "../../base/limits.ts";
import { networkOf } from "../../base/network.ts";
import type { AccessRole } from "../../config/access.ts";
import type { Config } from "../../config/schema.ts";
import type { Observe } from "../../observe/events.ts";
import { cookieName, cookieOf } from "./cookies.ts";
import { createRates } from "./rates.ts";
import { createSessions, type Person, type Sessions } from "./sessions.ts";
import { needOf, suffices } from "./table.ts";
import { openTokens, type TokenBook, type TokenMatch } from "./tokens.ts";

export type Caller = {
  /** Null: nobody said who. */
  readonly name: string | null;
  readonly role: AccessRole | null;
  readonly endsAtMs: number | null;
  /** False when they have signed out, or their token or time is over. */
  readonly isGood: () => boolean;
};

export type Call = {
  readonly method: string;
  /** As it is registered. */
  readonly route: string;
  readonly headers: IncomingHttpHeaders;
  readonly from: string;
  /** It came over TLS. */
  readonly isSecure: boolean;
};

export type Access = {
  /** Throws where the caller may not. */
  readonly admit: (call: Call) => Promise<Caller>;
  /** Throws TOKEN_REFUSED or CALLS_LIMITED. */
  readonly signIn: (token: string, from: string) => Promise<Person>;
  /** Counts as a wrong token. Throws CALLS_LIMITED. */
  readonly countSignIn: (from: string) => void;
  readonly sessions: Sessions;
  /** Of a browser whose call came over TLS, or did not. */
  readonly cookie: (isSecure: boolean) => { readonly name: string; readonly isSecure: boolean };
  readonly ways: () => { readonly token: boolean; readonly oidc: boolean };
  /** Other tokens, in force once the result is called. Throws TOKEN_UNUSABLE. */
  readonly prepare: TokenBook["prepare"];
};

export type AccessDeps = { readonly observe: Observe; readonly nowMs: () => number };

/** What a page of ours sends, and no page of somebody else's can without asking first. */
const CSRF_HEADER = "x-ocpptap";

const anybody: Caller = { name: null, role: "admin", endsAtMs: null, isGood: () => true };
/** Who has not said who they are, or has signed out. */
export const nobody: Caller = { name: null, role: null, endsAtMs: null, isGood: () => false };

export async function openAccess(
  { auth, address, publicUrl, callsPerMinute }: Config["console"],
  deps: AccessDeps,
): Promise<Access> {
  const { observe, nowMs } = deps;
  const tokens = await openTokens(auth.tokens, deps);
  const sessions = createSessions(auth.sessionHours * 3_600_000, nowMs);
  const calls = createRates(callsPerMinute, nowMs);
  const desk = createTokenDesk(tokens, deps);
  const hasOidc = auth.oidc.issuer !== undefined;
  const isNeeded = () => !tokens.isEmpty() || hasOidc;
  const isAlwaysSecure = publicUrl?.startsWith("https:") === true;
  const cookie = (isOverTls: boolean) => {
    const isSecure = isAlwaysSecure || isOverTls;
    return { name: cookieName("session", address.port, isSecure), isSecure };
  };

  async function callerOf({ headers, from, isSecure }: Call): Promise<Caller> {
    if (!isNeeded()) return anybody;
    await tokens.look();
    const { authorization } = headers;
    if (authorization !== undefined) {
      const [, token = ""] = /^bearer +(\S+) *$/i.exec(authorization) ?? [];
      return { ...desk.match(token, from), endsAtMs: null };
    }
    const secret = cookieOf(headers.cookie, cookie(isSecure).name);
    return (secret === null ? null : sessions.find(secret)) ?? nobody;
  }

  return {
    ...{ sessions, cookie, countSignIn: desk.count },
    ways: () => ({ token: !tokens.isEmpty(), oidc: hasOidc }),
    prepare: tokens.prepare,
    async admit(call) {
      const { method, route, headers, from } = call;
      const needed = needOf(method, route)?.role ?? "admin";
      if (needed === "anyone" && !route.startsWith("/api/")) {
        // Where nobody must be anybody, a wrong token is no reason to say nothing.
        return callerOf(call).catch(() => nobody);
      }
      const caller = await callerOf(call);
      const asker = caller.name ?? networkOf(from);
      limit(calls.take(asker), { observe, who: asker, what: "calls" });
      if (isNeeded() && !isRead(method)) refuseBareCookie(headers);
      if (needed === "anyone") return caller;
      if (caller.role === null) throw new OperationalError("SIGN_IN_REQUIRED");
      if (suffices(caller.role, needed)) return caller;
      const { name, role } = caller;
      const who = name ?? "nobody";
      observe({ name: "accessRefused", who, role, from, what: `${method} ${route}` });
      throw new OperationalError("ROLE_REQUIRED", { needed, who, role });
    },
    async signIn(token, from) {
      await tokens.look();
      return { ...desk.match(token, from), how: "token" };
    },
  };
}

/** Whoever guesses is slowed down; whoever has been right from there before is not. */
function createTokenDesk(tokens: TokenBook, { observe, nowMs }: AccessDeps) {
  const wrong = createRates(limits.wrongTokensPerMinute, nowMs);
  const familiar = new Set<string>();
  const count = (from: string) =>
    limit(wrong.take(networkOf(from)), { observe, who: from, what: "sign-ins" });
  return {
    count,
    match(token: string, from: string): TokenMatch {
      const network = networkOf(from);
      const match = tokens.find(token);
      const known = `${match?.name} ${network}`;
      if (match !== null && (wrong.wait(network) === 0 || familiar.has(known))) {
        if (familiar.size >= limits.callersCountedMax) familiar.clear();
        familiar.add(known);
        return match;
      }
      count(from);
      const error = new OperationalError("TOKEN_REFUSED");
      observe({ name: "signInRefused", from, problem: error.message });
      throw error;
    },
  };
}

type Limited = { readonly observe: Observe; readonly who: string; readonly what: string };

function limit(seconds: number, { observe, who, what }: Limited): void {
  if (seconds === 0) return;
  observe({ name: "callsLimited", who, what });
  throw new OperationalError("CALLS_LIMITED", { what, seconds });
}

/** A cookie is sent by the browser, whoever makes it ask; a token only by who has it. */
function refuseBareCookie(headers: IncomingHttpHeaders): void {
  const isOurs = headers[CSRF_HEADER] !== undefined && headers.origin !== undefined;
  if (headers.authorization !== undefined || isOurs) return;
  throw new OperationalError("HEADER_REQUIRED", { header: CSRF_HEADER });
}

function isRead(method: string): boolean {
  return method === "GET" || method === "HEAD";
}
