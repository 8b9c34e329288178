/** Every mistake of a user gets one sentence and a remedy, an exit code, and no stack. */
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startPlainCsms } from "../support/peers.ts";
import { run, serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";

async function fails(args: readonly string[], code: number, ...words: string[]): Promise<void> {
  const result = await run(args);
  const said = result.stderr + result.stdout;
  for (const word of words) expect(said).toContain(word);
  expect(said).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)$/m);
  expect(result.code, said).toBe(code);
}

const upstream = ["--upstream", "ws://127.0.0.1:9/ocpp"];

it("an unknown option names the nearest", () =>
  fails(["serve", "--upstreem", "ws://x"], 2, "--upstream"));

it("no upstream says how to give one, and names the demo", () =>
  fails(["serve"], 2, "--upstream", "npm run demo"));

it("a malformed URL", () =>
  fails(["serve", "--upstream", "csms.example/ocpp"], 2, "csms.example/ocpp", "ws"));

it("a port in use", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const args = ["serve", ...upstream, "--data", await tempDir(), "--console", "0"];
  await fails([...args, "--listen", String(port)], 1, `127.0.0.1:${port}`, "already in use");
});

it("a data directory that cannot be written", async () => {
  const file = join(await tempDir(), "file");
  await writeFile(file, "");
  const args = ["serve", ...upstream, "--listen", "0", "--console", "0"];
  await fails([...args, "--data", join(file, "data")], 1, "cannot be written", "--data");
});

it("a data directory that another instance uses", async () => {
  const data = await tempDir();
  const csms = await startPlainCsms();
  await serve(["--upstream", csms.url, "--data", data]);
  const args = ["serve", ...upstream, "--listen", "0", "--console", "0"];
  await fails([...args, "--data", data], 1, "uses the data directory", data);
});

it("a store that cannot be reached", async () => {
  const data = await tempDir();
  await mkdir(join(data, "run"), { recursive: true });
  const args = ["search", "station:x", "--data", data, "--store", "http://127.0.0.1:9/ocpptap"];
  await fails(args, 1, "127.0.0.1:9", "cannot be reached");
});

it("an invalid query names the position and the nearest field", async () => {
  const args = ["search", "staton:x", "--data", await tempDir()];
  await fails(args, 2, "position 0", "station");
});

it("a command that does not exist names the nearest", () => fails(["serch"], 2, "search"));
