/**
 * Requests of the API that are answered at once: so many in all, and of each caller. In: requests
 * whose caller is known. Out: the same, or 503 and 429. Not counted: live listeners, who stay and
 * have a bound of their own, and what is no call of the API.
 */
import type { FastifyInstance } from "fastify";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Guard } from "./access/guard.ts";
import { type CrowdBounds, createCrowd } from "./crowd.ts";

/** After `guard` and before any route; returns how many there are. */
export function boundRequests(
  app: FastifyInstance,
  bounds: CrowdBounds,
  { callKey }: Pick<Guard, "callKey">,
): () => number {
  const crowd = createCrowd(bounds);
  app.addHook("onRequest", async (request, reply) => {
    const { url } = request.routeOptions;
    if (url === undefined || !url.startsWith("/api/") || url === "/api/live") return;
    // Who has gone while it was found out who they are leaves no more.
    if (reply.raw.closed) return;
    const who = callKey(request);
    const entered = crowd.enter(who);
    if (entered.kind === "full") {
      const { of, count } = entered;
      const code = of === "all" ? "REQUESTS_FULL" : "REQUESTS_LIMITED";
      throw new OperationalError(code, { count, who, seconds: limits.busyRetrySeconds });
    }
    reply.raw.once("close", entered.leave);
  });
  return crowd.count;
}
