import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { connectRedis, openClient, readCa } from "../../src/fleet/redis-connection.ts";
import { openScript } from "../../src/fleet/redis-scripts.ts";
import { createAuthority } from "../support/certificates.ts";
import { freePort } from "../support/free-port.ts";
import { whenOver } from "../support/lifetime.ts";
import { redisConfig, startRedis } from "../support/redis.ts";
import { until } from "../support/until.ts";

it("without a connection a request fails at once, with a sentence and no password", async () => {
  const { ask, redis, where } = connectRedis(redisConfig("redis://u:secret@127.0.0.1:1/2"), null);
  whenOver(() => redis.disconnect());
  expect(where).toBe("at redis://127.0.0.1:1/2");
  const answer = await ask(() => redis.ping());
  expect(answer).toMatchObject({
    kind: "failed",
    problem: expect.stringContaining("ECONNREFUSED"),
  });
  expect(JSON.stringify(answer)).not.toContain("secret");
});

it("scripts are sent again to a server that has forgotten them, under the prefix", async () => {
  const server = await startRedis();
  const config = redisConfig(server.url, { prefix: "mine:" });
  const { run, redis, ask } = connectRedis(config, null);
  whenOver(() => redis.disconnect());
  const work = () => run(openScript, "state:S", ["token"]);
  await ask(work);
  await server.client().call("SCRIPT", ["FLUSH"]);
  expect(await ask(work)).toContain("token");
  expect(await server.client().keys("*")).toEqual(["mine:state:S"]);
});

it("TLS is spoken with the CA that is named, and with no other", async () => {
  const authority = await createAuthority();
  const { certificateFile, keyFile } = await authority.sign("IP:127.0.0.1");
  const port = await freePort();
  const tls = ["--tls-port", String(port), "--tls-auth-clients", "no"];
  tls.push("--tls-cert-file", certificateFile, "--tls-key-file", keyFile);
  await startRedis(tls);
  const config = redisConfig(`rediss://127.0.0.1:${port}`, { ca: authority.caFile });
  const ca = await readCa(config);
  expect(ca).toBe(await readFile(authority.caFile, "utf8"));
  const [right, wrong] = [openClient(config, ca), openClient(config, null)];
  const problems: string[] = [];
  wrong.on("error", (problem) => problems.push(String(problem)));
  for (const client of [right, wrong]) whenOver(() => client.disconnect());
  await until(() => right.status === "ready", "it is connected");
  expect(await right.ping()).toBe("PONG");
  await until(() => problems.length > 0, "the other is not");
  expect(problems.join()).toMatch(/certificate/);
});
