/**
 * `/metrics`, `/healthz` and `/readyz`, at the console and at `console.metricsAddress`. At the
 * console metrics need a role; whether all is ready is told to everybody, and why not to those
 * who have signed in. At the metrics' own address, which only an operator's network reaches, all is.
 */
import type { FastifyInstance } from "fastify";
import {
  openMetricsContentType,
  textContentType,
  toOpenMetrics,
  wantsOpenMetrics,
} from "../observe/open-metrics.ts";
import type { Guard } from "./access/guard.ts";
import type { ReadyAnswer } from "./contract.ts";
import { type HealthDeps, metricsOfAll, readiness } from "./health.ts";
import type { AskConsole, TelemetryAnswer } from "./telemetry.ts";

const JSON_TYPE = "application/json; charset=utf-8";

/** What the address of its own answers. */
export function askOf(deps: HealthDeps): AskConsole {
  return async (path, accept) => {
    if (path === "/healthz") return alive;
    if (path === "/metrics") return metricsAnswer(deps, accept);
    return readyAnswer(await readiness(deps));
  };
}

export function serveHealth(app: FastifyInstance, deps: HealthDeps & { readonly guard: Guard }) {
  app.get("/healthz", (_request, reply) => reply.type(alive.type).send(alive.body));
  app.get("/readyz", async (request, reply) => {
    const all = await readiness(deps);
    const isKnown = deps.guard.callerOf(request).role !== null;
    const { status, type, body } = readyAnswer(isKnown ? all : withoutDetails(all));
    return reply.status(status).type(type).send(body);
  });
  app.get("/metrics", async ({ headers }, reply) => {
    const { type, body } = await metricsAnswer(deps, headers.accept);
    return reply.type(type).send(body);
  });
}

const alive: TelemetryAnswer = { status: 200, type: JSON_TYPE, body: '{"alive":true}' };

async function metricsAnswer(
  deps: HealthDeps,
  accept: string | undefined,
): Promise<TelemetryAnswer> {
  const text = await metricsOfAll(deps);
  return wantsOpenMetrics(accept)
    ? { status: 200, type: openMetricsContentType, body: toOpenMetrics(text) }
    : { status: 200, type: textContentType, body: text };
}

function readyAnswer(answer: ReadyAnswer): TelemetryAnswer {
  return { status: answer.ready ? 200 : 503, type: JSON_TYPE, body: JSON.stringify(answer) };
}

function withoutDetails({ ready, degraded, roles }: ReadyAnswer): ReadyAnswer {
  const all = Object.entries(roles).map(
    ([name, role]) => [name, { ready: role.ready, detail: "" }] as const,
  );
  return { ready, degraded, roles: Object.fromEntries(all) };
}
