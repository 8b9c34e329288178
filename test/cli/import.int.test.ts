import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestStore, type TestStore } from "../support/store.ts";
import { tempDir } from "../support/temp-dir.ts";
import { world } from "./world.ts";

let store: TestStore;
let url: string;

beforeAll(async () => {
  store = await startTestStore();
  const { url: http, user, password, database } = store.engine.endpoint.recorder;
  url = `${http.replace("://", `://${user}:${password}@`)}/${database}`;
});
afterAll(() => store.close());

const day = new Date().toISOString().slice(0, 10);
const LOG = [
  "[INFO ] up",
  `${day} 00:00:01,000 INFO:ocpp:CP_1: receive message [2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]`,
  `${day} 00:00:01,250 INFO:ocpp:CP_1: send [3,"1",{"currentTime":"${day}T00:00:01Z","interval":300,"status":"Accepted"}]`,
  `${day} 00:00:02,000 INFO:ocpp:CP_1: receive message [2,"2","Hartbeat",{}]`,
].join("\n");

async function search(query: string) {
  const { run, stdout, stderr } = world();
  const code = await run("search", query, "--store", url, "--format", "jsonl", "--from", "-2d");
  expect([code, stderr.text]).toEqual([0, ""]);
  return stdout.text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

it("makes a log searchable, and adds nothing the second time", async () => {
  const cwd = await tempDir();
  await writeFile(join(cwd, "csms.log"), LOG);
  const first = world({ cwd });
  expect(await first.run("import", "csms.log", "--store", url)).toBe(0);
  expect(first.stdout.text).toContain("3 messages of 1 link; stations: CP_1.");
  expect(first.stdout.text).toContain("Findings: 1 error,");
  const again = world({ cwd });
  expect(await again.run("import", "csms.log", "--store", url)).toBe(0);
  expect(again.stdout.text).toContain("3 of them were in the store already.");
  const query = /ocpptap search (.+)\n/.exec(first.stdout.text)?.[1] ?? "";
  const messages = await search(query);
  expect(messages.map(({ action, latencyMs }) => [action, latencyMs])).toEqual([
    ["Hartbeat", null],
    ["BootNotification", 250],
    ["BootNotification", null],
  ]);
  expect(messages[0].findings).toEqual([{ rule: "action-unknown", severity: "error" }]);
});

it("reads standard input", async () => {
  const csv = `timestamp;id;direction;message\n${day}T00:00:03Z;CP_2;IN;[2,"1","Heartbeat",{}]\n`;
  const { run, stdout } = world({ stdin: Readable.from([Buffer.from(csv)]) });
  expect(await run("import", "-", "--store", url)).toBe(0);
  expect(stdout.text).toContain("1 message of 1 link; stations: CP_2.");
  expect(await search("station:CP_2")).toMatchObject([{ sender: "station", action: "Heartbeat" }]);
});

it("says in a sentence what is wrong", async () => {
  for (const argv of [["missing.log"], ["x", "--format", "xml"], []]) {
    const { run, stderr } = world({ cwd: await tempDir() });
    expect(await run("import", ...argv, "--store", url)).toBe(2);
    expect(stderr.text).toMatch(/^ocpptap: .+\.\n/);
  }
});
