import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createProvider, personOf } from "../../../src/console/access/oidc.ts";
import { CLIENT_SECRET, serveProvider } from "../../support/provider.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { type Guarded, serveGuarded } from "./guarded.ts";

const claimsOf = {
  nameClaim: "preferred_username",
  roleClaim: "groups",
  roles: [
    { value: "see", role: "viewer" as const },
    { value: "run", role: "operator" as const },
  ],
};

it("gives the highest role that the claim has, wherever the claim lies", () => {
  const of = (claims: object, roleClaim = "groups") =>
    personOf({ sub: "1", ...claims }, { ...claimsOf, roleClaim });
  expect(of({ preferred_username: "ann", groups: ["see", "run", "x"] })).toEqual({
    ...{ name: "ann", role: "operator" },
  });
  expect(of({ email: "a@x.example", groups: "see" })).toEqual({
    ...{ name: "a@x.example", role: "viewer" },
  });
  expect(of({ realm_access: { roles: ["see"] } }, "realm_access.roles").role).toBe("viewer");
  expect(of({ "https://x.example/r": ["run"] }, "https://x.example/r").role).toBe("operator");
  for (const groups of [undefined, [], "other", { see: true }, ["SEE"]]) {
    expect(() => of({ groups })).toThrow(expect.objectContaining({ code: "NO_ROLE" }));
  }
});

it("a provider that is away is told, and asked again", async () => {
  const config = { issuer: "http://127.0.0.1:9", clientId: "ocpptap", scope: "openid" };
  const provider = createProvider({ ...config, ...claimsOf }, () => 0);
  for (const _ of [1, 2]) {
    await expect(provider.begin("http://127.0.0.1/x")).rejects.toMatchObject({
      code: "SIGN_IN_FAILED",
    });
  }
});

/** A browser that keeps cookies and follows where it is sent, by either server's forms. */
function walker() {
  const jar = new Map<string, Map<string, string>>();
  const cookies = (url: string) => {
    const { host } = new URL(url);
    const found = jar.get(host) ?? new Map<string, string>();
    jar.set(host, found);
    return found;
  };
  async function ask(url: string, form?: Record<string, string>): Promise<Response> {
    const own = cookies(url);
    const cookie = [...own].map((pair) => pair.join("=")).join("; ");
    const response = await fetch(url, {
      ...(form !== undefined && { method: "POST", body: new URLSearchParams(form) }),
      headers: { cookie },
      redirect: "manual",
    });
    for (const text of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      if (value === "") own.delete(name);
      else own.set(name, value);
    }
    return response;
  }
  /** Until nobody sends it further; the addresses it was at. */
  async function walk(from: string, person: string): Promise<readonly string[]> {
    const way = [from];
    let response = await ask(from);
    for (let step = 0; step < 12; step += 1) {
      const at = way.at(-1) ?? "";
      const to = response.headers.get("location");
      if (to !== null) {
        way.push(new URL(to, at).href);
        response = await ask(way.at(-1) ?? "");
        continue;
      }
      const page = await response.text();
      const [, action] = /action="([^"]+)"/.exec(page) ?? [];
      if (action === undefined) return way;
      const prompt = page.includes('name="login"') ? "login" : "consent";
      response = await ask(action, { prompt, login: person, password: "any" });
    }
    return way;
  }
  return { ask, walk, cookies };
}

async function withProvider(): Promise<Guarded> {
  const provider = await serveProvider({ ann: ["run", "other"], bob: ["other"] });
  onTestFinished(() => provider.close());
  const clientSecretFile = join(await tempDir(), "client");
  await writeFile(clientSecretFile, `${CLIENT_SECRET}\n`);
  const { issuer } = provider;
  const served = await serveGuarded({ oidc: { ...claimsOf, issuer, clientSecretFile } });
  provider.allow(`${served.url}/api/session/oidc/callback`);
  onTestFinished(() => served.close());
  return served;
}

it("signs people in at a real provider, with the role their groups have", async () => {
  const served = await withProvider();
  const { ask, walk } = walker();
  const way = await walk(`${served.url}/api/session/oidc`, "ann");
  expect(new URL(way[1] ?? "").searchParams.get("code_challenge_method")).toBe("S256");
  expect(way.at(-1)).toBe(`${served.url}/`);
  const session = await (await ask(`${served.url}/api/session`)).json();
  expect(session).toMatchObject({ name: "ann", role: "operator", ways: { oidc: true } });
  expect((await ask(`${served.url}/api/rules`)).status).toBe(200);
  const again = await ask(way.find((url) => url.includes("code=")) ?? "");
  expect(again.headers.get("location"), "an answer counts once").toBe("/?signIn=SIGN_IN_FAILED");
});

it("whom no group gives a role, and whoever brings another's answer, is not signed in", async () => {
  const served = await withProvider();
  const bob = walker();
  const way = await bob.walk(`${served.url}/api/session/oidc`, "bob");
  expect(way.at(-1)).toBe(`${served.url}/?signIn=NO_ROLE`);
  expect((await bob.ask(`${served.url}/api/rules`)).status).toBe(401);

  const [ann, victim] = [walker(), walker()];
  const begun = await ann.ask(`${served.url}/api/session/oidc`);
  await victim.ask(`${served.url}/api/session/oidc`);
  const to = new URL(begun.headers.get("location") ?? "");
  const told = { code: "x", state: to.searchParams.get("state") ?? "", iss: to.origin };
  const stolen = `${served.url}/api/session/oidc/callback?${new URLSearchParams(told)}`;
  const answer = await victim.ask(stolen);
  expect(answer.headers.get("location")).toBe("/?signIn=SIGN_IN_FAILED");
  expect((await victim.ask(`${served.url}/api/rules`)).status).toBe(401);
  const refused = served.events.filter(({ name }) => name === "signInRefused");
  expect(refused).toHaveLength(2);
  expect(refused.at(-1), "before the provider is asked").toMatchObject({
    problem: expect.stringContaining('"state"'),
  });
});
