import { afterAll, beforeAll, expect, it } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import { configSchema } from "../../../src/config/schema.ts";
import { openAccess } from "../../../src/console/access/access.ts";
import { needs } from "../../../src/console/access/table.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { bearer, codeOf, type Guarded, page, serveGuarded } from "./guarded.ts";
import { handClock, keyOf, threeKeys } from "./keys.ts";

let served: Guarded;
beforeAll(async () => {
  served = await serveGuarded();
});
afterAll(() => served.close());

/** `GET /api/stations/:id` → one that can be asked. */
const asked = (call: string) => call.replace(/:\w+/g, "x").replace("/*", "/");

it("nobody gets anything of the record, by any route", async () => {
  for (const [call, { role }] of Object.entries(needs)) {
    if (role === "anyone") continue;
    const answer = await served.ask(asked(call), page(served.url));
    expect([call, answer.status, codeOf(answer)]).toEqual([call, 401, "SIGN_IN_REQUIRED"]);
    expect(answer.headers["www-authenticate"]).toBe('Bearer realm="ocpptap"');
  }
});

it.each(["viewer", "operator", "admin"] as const)("a %s gets what the table says", async (name) => {
  const roles = ["viewer", "operator", "admin"];
  for (const [call, { role }] of Object.entries(needs)) {
    if (role === "anyone" || call.includes("/live")) continue;
    const answer = await served.ask(asked(call), bearer(name));
    const isLetIn = roles.indexOf(name) >= roles.indexOf(role);
    expect([call, [401, 403].includes(answer.status)]).toEqual([call, !isLetIn]);
    if (!isLetIn) expect(codeOf(answer)).toBe("ROLE_REQUIRED");
  }
});

it("whether all is ready everybody learns, and why not whoever has signed in", async () => {
  const details = async (headers?: Record<string, string>) => {
    const { status, body } = await served.ask("GET /readyz", headers);
    expect(status).toBe(503);
    return JSON.parse(body).roles.relay.detail;
  };
  expect(await details()).toBe("");
  expect(await details(bearer("viewer"))).not.toBe("");
  expect((await served.ask("GET /healthz")).status).toBe(200);
});

it("a name that was made to point here is refused, whatever it brings", async () => {
  const headers = { ...bearer("admin"), host: "evil.example:9001" };
  const answer = await served.ask("GET /api/messages", headers);
  expect([answer.status, codeOf(answer)]).toEqual([421, "HOST_REFUSED"]);
});

async function alone() {
  const { nowMs, go } = handClock(0);
  const config = configSchema.parse({
    console: { auth: { tokens: await threeKeys(await tempDir()) } },
  });
  const access = await openAccess(config.console, { observe: () => undefined, nowMs });
  const call = (token: string, from: string, route = "/api/rules") =>
    access
      .admit({
        method: "GET",
        route,
        headers: { authorization: `Bearer ${token}` },
        from,
        isSecure: false,
      })
      .then(
        ({ name }) => name,
        ({ code }) => code,
      );
  return { access, call, go };
}

it("whoever guesses is slowed down, and locks nobody out who is known there", async () => {
  const { access, call, go } = await alone();
  expect(await call(keyOf("viewer"), "192.0.2.1")).toBe("viewer");
  const guesses = Array.from({ length: limits.wrongTokensPerMinute + 1 }, (_, n) => n);
  const answers = [];
  for (const n of guesses) answers.push(await call(`guess-${n}`, "192.0.2.1"));
  expect(answers.at(-2)).toBe("TOKEN_REFUSED");
  expect(answers.at(-1)).toBe("CALLS_LIMITED");
  expect(await call(keyOf("admin"), "192.0.2.1"), "a right guess is not told").toBe(
    "CALLS_LIMITED",
  );
  await expect(access.signIn(keyOf("admin"), "192.0.2.1")).rejects.toMatchObject({
    code: "CALLS_LIMITED",
  });
  expect(await call(keyOf("viewer"), "192.0.2.1")).toBe("viewer");
  expect(await call(keyOf("admin"), "192.0.2.2")).toBe("admin");
  go(60_000);
  expect(await call(keyOf("admin"), "192.0.2.1")).toBe("admin");
});

it("calls are limited by name, wherever they come from", async () => {
  const { call, go } = await alone();
  for (let n = 0; n < limits.apiCallsPerMinute; n += 1)
    await call(keyOf("viewer"), `192.0.2.${n % 9}`);
  expect(await call(keyOf("viewer"), "192.0.2.100")).toBe("CALLS_LIMITED");
  expect(await call(keyOf("operator"), "192.0.2.1")).toBe("operator");
  go(1_000);
  expect(await call(keyOf("viewer"), "192.0.2.100")).toBe("viewer");
});
