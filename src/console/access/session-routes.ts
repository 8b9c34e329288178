/**
 * `/api/session`: who asks, signing in with a token or at a provider, and signing out. What a
 * browser gets is a cookie that no script can read and no other site can make it send.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { OperationalError } from "../../base/errors.ts";
import { limits } from "../../base/limits.ts";
import { oidcOf } from "../../config/access.ts";
import type { Config } from "../../config/schema.ts";
import type { SessionAnswer } from "../access-contract.ts";
import { signInSchema } from "../access-schemas.ts";
import { invalidRequest } from "../requests.ts";
import { type Caller, nobody } from "./access.ts";
import { cookieName, cookieOf, cookieText } from "./cookies.ts";
import type { Guard, GuardDeps } from "./guard.ts";
import { createProvider, type Provider } from "./oidc.ts";
import type { Person } from "./sessions.ts";

type SessionDeps = GuardDeps & { readonly guard: Guard; readonly nowMs: () => number };

export function serveSessions(
  app: FastifyInstance,
  config: Config["console"],
  deps: SessionDeps,
): void {
  const { access, guard, observe, originOf } = deps;
  const answer = sessionAnswers(deps);
  const begin = sessionBeginning(deps);

  app.get("/api/session", (request) => answer(guard.callerOf(request)));
  app.post("/api/session", { bodyLimit: limits.requestHeadBytesMax }, async (request, reply) => {
    if (!access.ways().token) {
      throw invalidRequest("no token is known here", "See the ways of GET /api/session.");
    }
    const parsed = signInSchema.safeParse(request.body);
    if (!parsed.success) throw invalidRequest("it has no token", 'Send {"token":"…"}.');
    try {
      const person = await access.signIn(parsed.data.token.trim(), originOf(request).address);
      const { cookie, session } = await begin(request, person);
      return reply.header("set-cookie", cookie).send(answer(session));
    } catch (thrown) {
      if (thrown instanceof OperationalError && thrown.code === "TOKEN_REFUSED") {
        const facts = { outcome: "refused", status: 401, detail: thrown.message } as const;
        await guard.note(request, facts).catch(() => undefined);
      }
      throw thrown;
    }
  });
  app.delete("/api/session", async (request, reply) => {
    const { name } = guard.callerOf(request);
    const { address: from, isSecure: isOverTls } = originOf(request);
    const cookie = access.cookie(isOverTls);
    const secret = cookieOf(request.headers.cookie, cookie.name);
    if (secret !== null) access.sessions.end(secret);
    if (secret !== null && name !== null) {
      await guard.note(request, { outcome: "done", status: 200, detail: "signed out" });
      observe({ name: "signedOut", who: name, from });
    }
    const gone = { isSecure: cookie.isSecure, sameSite: "Strict", maxAge: 0 } as const;
    return reply.header("set-cookie", cookieText(cookie.name, "", gone)).send(answer(nobody));
  });
  const oidc = oidcOf(config.auth);
  if (oidc === null) return;
  serveProvider(app, config, { ...deps, provider: createProvider(oidc, deps.nowMs) });
}

function sessionAnswers({ access }: SessionDeps): (caller: Caller) => SessionAnswer {
  return ({ name, role, endsAtMs }) => ({
    ...{ name, role, ways: access.ways() },
    endsAt: endsAtMs === null ? null : new Date(endsAtMs).toISOString(),
  });
}

function sessionBeginning({ access, guard, observe, originOf, nowMs }: SessionDeps) {
  return async (request: FastifyRequest, person: Person) => {
    const { name, role, how } = person;
    const facts = { outcome: "done", status: 200, detail: `signed in by ${how}` } as const;
    await guard.note(request, { ...facts, caller: { name, role } });
    const { address: from, isSecure: isOverTls } = originOf(request);
    const { name: cookieNamed, isSecure } = access.cookie(isOverTls);
    const before = cookieOf(request.headers.cookie, cookieNamed);
    if (before !== null) access.sessions.end(before);
    const { secret, session } = access.sessions.begin(person);
    observe({ name: "signedIn", who: name, role, from, how });
    const maxAge = Math.floor((session.endsAtMs - nowMs()) / 1000);
    const cookie = cookieText(cookieNamed, secret, { isSecure, sameSite: "Strict", maxAge });
    return { cookie, session };
  };
}

/** Where the provider sends people back to; the same at both ends of the way. */
const CALLBACK = "/api/session/oidc/callback";

function serveProvider(
  app: FastifyInstance,
  { publicUrl, address }: Config["console"],
  deps: SessionDeps & { readonly provider: Provider },
): void {
  const { access, guard, observe, originOf, provider } = deps;
  const begin = sessionBeginning(deps);
  const securityOf = (request: FastifyRequest) =>
    access.cookie(originOf(request).isSecure).isSecure;
  const nameOf = (request: FastifyRequest) => cookieName("oidc", address.port, securityOf(request));
  // Lax: the provider's page is another site's, and what comes from it is to bring the cookie.
  const cookie = (request: FastifyRequest, value: string, maxAge: number) => {
    const facts = { isSecure: securityOf(request), sameSite: "Lax", maxAge } as const;
    return cookieText(nameOf(request), value, facts);
  };
  // Without a public URL the console is on loopback, and the name was checked.
  const base = (request: FastifyRequest) => {
    const scheme = originOf(request).isSecure ? "https" : "http";
    return (publicUrl ?? `${scheme}://${request.headers.host}`).replace(/\/$/, "");
  };

  app.get("/api/session/oidc", { exposeHeadRoute: false }, async (request, reply) => {
    access.countSignIn(originOf(request).address);
    try {
      const { url, key } = await provider.begin(base(request) + CALLBACK);
      return reply
        .header("set-cookie", cookie(request, key, limits.signInMsMax / 1000))
        .redirect(url);
    } catch (thrown) {
      return failed(request, reply, thrown);
    }
  });
  app.get(CALLBACK, { exposeHeadRoute: false }, async (request, reply) => {
    const key = cookieOf(request.headers.cookie, nameOf(request)) ?? "";
    const query = request.url.slice(request.url.indexOf("?"));
    try {
      const person = await provider.finish(new URL(base(request) + CALLBACK + query), key);
      const begun = await begin(request, { ...person, how: "oidc", isGood: () => true });
      return reply.header("set-cookie", [begun.cookie, cookie(request, "", 0)]).redirect("/");
    } catch (thrown) {
      return failed(request, reply, thrown);
    }
  });

  /** A person waits for a page: it has the words for the code, the log and the audit have all. */
  async function failed(request: FastifyRequest, reply: FastifyReply, thrown: unknown) {
    if (!(thrown instanceof OperationalError)) throw thrown;
    observe({ name: "signInRefused", from: originOf(request).address, problem: thrown.message });
    const facts = { outcome: "refused", status: 302, detail: thrown.message } as const;
    await guard.note(request, facts).catch(() => undefined);
    return reply.header("set-cookie", cookie(request, "", 0)).redirect(`/?signIn=${thrown.code}`);
  }
}
