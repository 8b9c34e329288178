/**
 * Access and audit put in front of every route of the server. In: requests. Out: the same, each
 * with its caller, or an error. Promised: a route without a role is not served; what is audited is
 * on disk before it is done, and its outcome after; an endless answer ends with its session.
 */
import type { ServerResponse } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { assert } from "../../base/assert.ts";
import { type Clock, isoFromUs } from "../../base/clock.ts";
import { OperationalError } from "../../base/errors.ts";
import { limits } from "../../base/limits.ts";
import { networkOf } from "../../base/network.ts";
import { printable } from "../../base/printable.ts";
import { accessRoles } from "../../config/access.ts";
import { redactUrls } from "../../config/redact.ts";
import type { Observe } from "../../observe/events.ts";
import type { AuditEntry } from "../access-contract.ts";
import { failureOf } from "../failures.ts";
import { type Access, type Caller, nobody } from "./access.ts";
import type { Audit } from "./audit.ts";
import type { OriginOf } from "./origin.ts";
import { needOf } from "./table.ts";

export type GuardDeps = {
  readonly access: Access;
  readonly audit: Audit;
  readonly originOf: OriginOf;
  readonly clock: Clock;
  readonly observe: Observe;
};

export type Guard = {
  readonly callerOf: (request: FastifyRequest) => Caller;
  /** Where a call comes from. */
  readonly addressOf: (request: FastifyRequest) => string;
  /** By what a caller is counted: the name, else the address or its network. */
  readonly callKey: (request: FastifyRequest) => string;
  /** Ends the answer when its caller may no longer read. */
  readonly watch: (request: FastifyRequest, response: ServerResponse) => void;
  /** An entry about who asks, or about whoever they turned out to be. */
  readonly note: (request: FastifyRequest, facts: NoteFacts) => Promise<void>;
};

type NoteFacts = Pick<AuditEntry, "outcome" | "status" | "detail"> & {
  readonly caller?: Pick<Caller, "name" | "role">;
};

/** Before any route is added. */
export function guard(app: FastifyInstance, deps: GuardDeps): Guard {
  const { access, audit, clock, observe, originOf } = deps;
  const callers = new WeakMap<FastifyRequest, Caller>();
  const callerOf = (request: FastifyRequest) => callers.get(request) ?? nobody;

  function note(request: FastifyRequest, facts: NoteFacts): Promise<void> {
    const { caller = callerOf(request), outcome, status, detail } = facts;
    return audit.write({
      ...{ at: isoFromUs(clock.nowUs()), who: caller.name, role: caller.role },
      from: originOf(request).address,
      call: shortened(`${request.method} ${redactUrls(urlOf(request))}`),
      ...{ outcome, status, detail: shortened(redactUrls(detail)) },
    });
  }

  app.addHook("onRoute", ({ method, url }) => {
    for (const each of [method].flat()) {
      assert(needOf(each, url) !== null, `${each} ${url} has a role in access/table.ts`);
    }
  });

  app.addHook("onRequest", async (request) => {
    const { method, headers } = request;
    const { address: from, isSecure } = originOf(request);
    const call = { method, route: routeOf(request), headers, from, isSecure };
    try {
      callers.set(request, await access.admit(call));
    } catch (thrown) {
      const facts = refusalOf(thrown);
      // It is refused whether or not that can be kept; that it cannot is told by the audit.
      if (facts !== null) await note(request, facts).catch(() => undefined);
      throw thrown;
    }
  });

  app.addHook("preHandler", async (request) => {
    if (!isAudited(request)) return;
    const detail = detailOf(request);
    await note(request, { outcome: "asked", status: null, detail });
  });

  // Before the answer goes: whoever has it finds it in the audit. Of an export it is its beginning.
  app.addHook("onSend", async (request, { statusCode: status }, payload) => {
    if (!isAudited(request) || !callers.has(request)) return payload;
    const outcome = status < 400 ? "done" : status < 500 ? "refused" : "failed";
    await note(request, { outcome, status, detail: "" }).catch(() => undefined);
    if (request.method === "GET") return payload;
    const what = `${request.method} ${printable(request.url.split("?")[0] ?? "")}`;
    const who = callerOf(request).name ?? "somebody on this machine";
    observe({ name: "consoleWrote", who, from: originOf(request).address, what, status });
    return payload;
  });

  return {
    callerOf,
    addressOf: (request) => originOf(request).address,
    callKey: (request) => callerOf(request).name ?? networkOf(originOf(request).address),
    note,
    watch(request, response) {
      const timer = setInterval(() => {
        if (!callerOf(request).isGood()) response.end();
      }, limits.sessionLookMs);
      response.on("close", () => clearInterval(timer));
    },
  };
}

/** What a provider sends back in the query is as good as a password. */
function urlOf({ url }: FastifyRequest): string {
  return url.startsWith("/api/session") ? (url.split("?")[0] ?? "") : url;
}

function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? "/*";
}

/** What may be kept of the body, JSON text. */
function detailOf(request: FastifyRequest): string {
  const { body } = request;
  if (body === undefined || body === null) return "";
  const tells = needOf(request.method, routeOf(request))?.tells;
  if (tells === undefined) return JSON.stringify(body);
  const told = Object.entries(body).filter(([name]) => tells.includes(name));
  return JSON.stringify(Object.fromEntries(told));
}

function isAudited(request: FastifyRequest): boolean {
  return needOf(request.method, routeOf(request))?.isAudited === true;
}

/** Null: nobody said who they are, or too often; that would fill the audit and say nothing. */
function refusalOf(thrown: unknown): NoteFacts | null {
  if (!(thrown instanceof OperationalError)) return null;
  if (thrown.code === "SIGN_IN_REQUIRED" || thrown.code === "CALLS_LIMITED") return null;
  const { who, role } = thrown.details;
  const caller = {
    name: typeof who === "string" ? who : null,
    role: accessRoles.find((each) => each === role) ?? null,
  };
  const status = failureOf(thrown)?.status ?? null;
  return { outcome: "refused", status, detail: thrown.message, caller };
}

function shortened(text: string): string {
  return printable(text).slice(0, limits.auditDetailCharsMax);
}
