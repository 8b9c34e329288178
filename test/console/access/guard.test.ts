import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fastify from "fastify";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import { configSchema } from "../../../src/config/schema.ts";
import { openAccess } from "../../../src/console/access/access.ts";
import { createAudit } from "../../../src/console/access/audit.ts";
import { guard } from "../../../src/console/access/guard.ts";
import { createOrigins } from "../../../src/console/access/origin.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { bearer, codeOf, type Guarded, page, serveGuarded } from "./guarded.ts";

let served: Guarded;
beforeAll(async () => {
  served = await serveGuarded();
});
afterAll(() => served.close());

async function audited(of: Guarded = served) {
  const { body } = await of.ask("GET /api/audit", bearer("admin"));
  const { entries } = JSON.parse(body);
  return entries.map(
    ({ who, call, outcome, status }: { [key: string]: unknown }) =>
      `${who} ${call} ${outcome} ${status}`,
  );
}

it("a route without a role is not served", async () => {
  const app = fastify();
  const deps = { observe: () => undefined, clock: { nowUs: () => 0 } };
  const access = await openAccess(configSchema.parse({}).console, { ...deps, nowMs: () => 0 });
  guard(app, {
    ...{ ...deps, access, audit: createAudit(await tempDir(), deps) },
    originOf: createOrigins({ tls: { minVersion: "TLSv1.2" } }),
  });
  expect(() => app.get("/api/new", () => "")).toThrow(/GET \/api\/new has a role/);
  await app.close();
});

it("keeps what was asked before it is done, its outcome, refusals, exports and sign-ins", async () => {
  const change = "PUT /api/overrides/CP-1?now=1";
  await served.ask(change, bearer("operator"), { upstream: "wss://u:secret@csms.example/x" });
  await served.ask(change, bearer("viewer"), { upstream: "wss://csms.example" });
  await served.ask("GET /api/messages", { authorization: "Bearer guessed" });
  await served.ask("GET /api/messages");
  await served.ask("GET /api/export?q=station:CP-1", bearer("viewer"));
  const cookie = await served.signIn("viewer");
  await served.ask("DELETE /api/session", { ...page(served.url), cookie });
  const all = await audited();
  expect(all).toEqual([
    "viewer DELETE /api/session done 200",
    "viewer POST /api/session done 200",
    "viewer GET /api/export?q=station:CP-1 failed 500",
    "viewer GET /api/export?q=station:CP-1 asked null",
    "null GET /api/messages refused 401",
    `viewer ${change} refused 403`,
    `operator ${change} failed 503`,
    `operator ${change} asked null`,
  ]);
  const { body } = await served.ask("GET /api/audit?limit=1000", bearer("admin"));
  expect(body).toContain("wss://u:***@csms.example/x");
  expect(body).not.toContain("secret");
  expect(served.events.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["consoleWrote", "accessRefused", "signInRefused", "signedIn"]),
  );
});

it("what cannot be kept is not done; reading goes on", async () => {
  const other = await serveGuarded();
  await writeFile(join(other.dir, "audit"), "in the way");
  const answer = await other.ask("DELETE /api/overrides/CP-1", bearer("operator"));
  expect([answer.status, codeOf(answer)]).toEqual([503, "AUDIT_FAILED"]);
  expect((await other.ask("GET /api/rules", bearer("viewer"))).status).toBe(200);
  await other.close();
});

it("a live tail is opened by the cookie, and ends when it is signed out", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    const cookie = await served.signIn("viewer");
    const response = await fetch(`${served.url}/api/live`, { headers: { cookie } });
    expect(response.status).toBe(200);
    const text = response.text();
    vi.advanceTimersByTime(limits.sessionLookMs);
    await served.ask("DELETE /api/session", { ...page(served.url), cookie });
    vi.advanceTimersByTime(limits.sessionLookMs);
    expect(await text).toContain("event: state");
  } finally {
    vi.useRealTimers();
  }
});

it("without console.auth everybody on this machine may all, and what they change is kept", async () => {
  const open = await serveGuarded({ tokens: [] });
  expect(JSON.parse((await open.ask("GET /api/session")).body)).toMatchObject({
    ...{ name: null, role: "admin", ways: { token: false, oidc: false } },
  });
  expect((await open.ask("DELETE /api/overrides/CP-1")).status).toBe(503);
  const entries = await audited(open);
  expect(entries).toEqual([
    "null DELETE /api/overrides/CP-1 failed 503",
    "null DELETE /api/overrides/CP-1 asked null",
  ]);
  await open.close();
});
