import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { bearerOf, consoleUrlOf } from "../../src/cli/console-call.ts";
import { configSchema } from "../../src/config/schema.ts";
import { serveGuarded } from "../console/access/guarded.ts";
import { keyOf } from "../console/access/keys.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";
import { world } from "./world.ts";

it.each([
  ["9001", "http://127.0.0.1:9001"],
  ["0.0.0.0:9001", "http://127.0.0.1:9001"],
  ["[::]:9001", "http://[::1]:9001"],
  ["192.0.2.7:9001", "http://192.0.2.7:9001"],
])("a console on %s is reached at %s", (address, url) => {
  expect(consoleUrlOf(configSchema.parse({ console: { address } }))).toBe(url);
});

it("a file's token is shown, and what is none is not", async () => {
  const file = join(await tempDir(), "token");
  expect(await bearerOf(null)).toEqual({});
  await writeFile(file, `${keyOf("ops")}\n`);
  expect(await bearerOf(file)).toEqual({ authorization: `Bearer ${keyOf("ops")}` });
  await writeFile(file, "two\nlines");
  await expect(bearerOf(file)).rejects.toMatchObject({ code: "TOKEN_UNUSABLE" });
  await expect(bearerOf(`${file}.absent`)).rejects.toMatchObject({ code: "TOKEN_UNUSABLE" });
});

it("`tail` reads a console that wants to know who asks, and says what is missing", async () => {
  const served = await serveGuarded();
  onTestFinished(() => served.close());
  const refused = world();
  expect(await refused.run("tail", "--url", served.url)).toBe(1);
  expect(refused.stderr.text).toMatch(/must say who they are.*send a token/s);
  const tokenFile = join(served.dir, "viewer.token");
  const wrong = world();
  const argv = ["tail", "--url", served.url, "--token-file", tokenFile];
  await writeFile(tokenFile, keyOf("nobody"));
  expect(await wrong.run(...argv)).toBe(1);
  expect(wrong.stderr.text).toContain("not one of the console's");
  await writeFile(tokenFile, keyOf("viewer"));
  served.go(1_000);
  const { run, abort } = world();
  const running = run(...argv);
  await until(async () => {
    const { body } = await served.ask("GET /metrics", {
      authorization: `Bearer ${keyOf("admin")}`,
    });
    return /ocpptap_live_listeners\S* 1/.test(body);
  }, "the listener");
  abort();
  expect(await running).toBe(0);
});

it("the token goes to nobody else: what sends it elsewhere is not followed", async () => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization ?? "");
    response.writeHead(302, { location: "/elsewhere" }).end();
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await until(() => server.listening, "the server");
  const { port } = server.address() as AddressInfo;
  const tokenFile = join(await tempDir(), "token");
  await writeFile(tokenFile, keyOf("ops"));
  const { run } = world();
  expect(await run("tail", "--url", `http://127.0.0.1:${port}`, "--token-file", tokenFile)).toBe(1);
  expect(seen).toEqual([`Bearer ${keyOf("ops")}`]);
});
