import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bearer, codeOf, type Guarded, page, serveGuarded } from "./guarded.ts";
import { keyOf } from "./keys.ts";

let served: Guarded;
beforeAll(async () => {
  served = await serveGuarded({ sessionHours: 1 });
});
afterAll(() => served.close());

const session = async (headers: Record<string, string> = {}) =>
  JSON.parse((await served.ask("GET /api/session", headers)).body);

it("says who asks, and how one can sign in", async () => {
  const ways = { token: true, oidc: false };
  expect(await session()).toEqual({ name: null, role: null, ways, endsAt: null });
  expect(await session(bearer("admin"))).toMatchObject({ name: "admin", role: "admin" });
});

it("a token is changed for a cookie that reads the record, until it is signed out", async () => {
  const own = page(served.url);
  const answer = await served.ask("POST /api/session", own, { token: ` ${keyOf("viewer")}\n` });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({ name: "viewer", role: "viewer" });
  expect(String(answer.headers["set-cookie"])).toMatch(
    /^ocpptap-session-0=[\w-]{43}; Path=\/; Max-Age=3600; HttpOnly; SameSite=Strict$/,
  );
  const cookie = String(answer.headers["set-cookie"]).split(";")[0] ?? "";
  expect(await session({ cookie })).toMatchObject({ name: "viewer" });
  expect((await served.ask("GET /api/rules", { cookie })).status).toBe(200);
  const out = await served.ask("DELETE /api/session", { ...own, cookie });
  expect(String(out.headers["set-cookie"])).toContain("Max-Age=0");
  expect((await served.ask("GET /api/rules", { cookie })).status).toBe(401);
});

it("a cookie ends with its time, and with its token", async () => {
  const cookie = await served.signIn("operator");
  served.go(3_599_000);
  expect((await served.ask("GET /api/rules", { cookie })).status).toBe(200);
  served.go(1_000);
  expect((await served.ask("GET /api/rules", { cookie })).status).toBe(401);
  const again = await served.signIn("operator");
  await writeFile(`${served.dir}/operator.token`, keyOf("another"));
  served.go(1_000);
  expect((await served.ask("GET /api/rules", { cookie: again })).status).toBe(401);
  await writeFile(`${served.dir}/operator.token`, keyOf("operator"));
  served.go(1_000);
});

it("a cookie changes nothing without the page's header and origin", async () => {
  const cookie = await served.signIn("operator");
  const call = "DELETE /api/overrides/CP-1";
  const own = page(served.url);
  const code = async (headers: Record<string, string>) => codeOf(await served.ask(call, headers));
  expect(await code({ cookie })).toBe("HEADER_REQUIRED");
  expect(await code({ cookie, origin: served.url })).toBe("HEADER_REQUIRED");
  expect(await code({ cookie, "x-ocpptap": "1" })).toBe("HEADER_REQUIRED");
  expect(await code({ cookie, ...own, origin: "http://evil.example" })).toBe("ORIGIN_REFUSED");
  expect(await code({ cookie, ...own }), "let in; nobody is on the board").toBe(
    "FLEET_UNAVAILABLE",
  );
  expect(await code(bearer("operator")), "programs need neither").toBe("FLEET_UNAVAILABLE");
});

it("a wrong token opens nothing, and says nothing", async () => {
  const wrong = await served.ask("POST /api/session", page(served.url), { token: "x" });
  expect([wrong.status, codeOf(wrong)]).toEqual([401, "TOKEN_REFUSED"]);
  expect(wrong.headers["set-cookie"]).toBeUndefined();
  const none = await served.ask("POST /api/session", page(served.url), { toke: "x" });
  expect([none.status, codeOf(none)]).toEqual([400, "REQUEST_INVALID"]);
});

it("with a public address of https the cookie is for it alone", async () => {
  const secure = await serveGuarded({}, { console: { publicUrl: "https://tap.example" } });
  const headers = { origin: "https://tap.example", host: "tap.example", "x-ocpptap": "1" };
  const answer = await secure.ask("POST /api/session", headers, { token: keyOf("viewer") });
  expect(String(answer.headers["set-cookie"])).toMatch(/^__Host-ocpptap.*; Secure$/);
  await secure.close();
});

it("behind a trusted proxy it goes by what that says: address, TLS, and no more", async () => {
  const behind = await serveGuarded({}, { console: { trustedProxies: ["127.0.0.0/8"] } });
  const by = { "x-forwarded-for": "10.9.9.9, 192.0.2.7", "x-forwarded-proto": "https" };
  const own = { ...page(behind.url.replace("http", "https")), ...by };
  const answer = await behind.ask("POST /api/session", own, { token: keyOf("operator") });
  const text = String(answer.headers["set-cookie"]);
  expect(text).toMatch(/^__Host-ocpptap-session-0=.*; Secure$/);
  const [cookie = ""] = text.split(";");
  expect((await behind.ask("GET /api/rules", { ...by, cookie })).status).toBe(200);
  expect((await behind.ask("GET /api/rules", { cookie })).status).toBe(401);
  const { entries } = JSON.parse((await behind.ask("GET /api/audit", bearer("admin"))).body);
  expect(entries).toMatchObject([{ who: "operator", from: "192.0.2.7" }]);

  // Who guesses from one address locks out nobody at another behind the same proxy.
  const guess = (from: string, token: string) =>
    behind.ask("GET /api/rules", { authorization: `Bearer ${token}`, "x-forwarded-for": from });
  for (let times = 0; times < 20; times += 1) await guess("192.0.2.66", "wrong");
  expect((await guess("192.0.2.66", "wrong")).status).toBe(429);
  expect((await guess("192.0.2.7", "wrong")).status).toBe(401);
  await behind.close();
});
