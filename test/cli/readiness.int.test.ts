import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freeze } from "../../src/store/encode.ts";
import { messageRow } from "../query/rows.ts";
import { startTestStore, type TestStore } from "../support/store.ts";
import { tempDir } from "../support/temp-dir.ts";
import { world } from "./world.ts";

let store: TestStore;
let url: string;
/** What the test engine gives one reader. */
const within = ["--query.memory-bytes-max", "268435456"];
beforeAll(async () => {
  store = await startTestStore();
  const { url: http, user, password, database } = store.engine.endpoint.reader;
  url = `${http.replace("://", `://${user}:${password}@`)}/${database}`;
  const boot =
    '[2,"1","BootNotification",{"chargePointVendor":"<b>ACME","chargePointModel":"One"}]';
  const messages = [
    messageRow({
      ...{ action: "BootNotification", payload: boot, messageType: "call", sender: "station" },
      receivedAtUs: Date.now() * 1000 - 1_000_000,
    }),
  ];
  const rows = { messages, links: [], findings: [], gaps: [], transactions: [] };
  for (const insert of freeze(rows, "test:1:0")) await store.recorder.insert(insert);
});
afterAll(() => store.close());

it("says the verdict, why, and what was not seen", async () => {
  const { run, stdout, stderr } = world();
  const code = await run("readiness", ...within, "--store", url);
  expect(stderr.text).toBe("");
  expect(code).toBe(0);
  expect(stdout.text).toMatch(/^READY WITH REMARKS: Of 1 station: 1 ready with remarks\.\n/);
  expect(stdout.text).toContain("Less than a day of it was seen. Only less than an hour.");
  expect(stdout.text).toContain("No transaction of it was seen.");
  expect(stdout.text).toContain("BootNotification 1");
});

it("writes one page without scripts, under its name only when it is complete", async () => {
  const cwd = await tempDir();
  const { run, stdout } = world({ cwd });
  expect(
    await run("readiness", ...within, "--store", url, "--format", "html", "--out", "r.html"),
  ).toBe(0);
  expect(stdout.text).toBe("");
  expect(await readdir(cwd)).toEqual(["r.html"]);
  const page = await readFile(join(cwd, "r.html"), "utf8");
  expect(page).toMatch(/^<!doctype html>[\s\S]+&lt;b&gt;ACME[\s\S]+<\/html>\n$/);
  expect(page).not.toMatch(/<script|<b>/);
});

it("gives the whole of it as JSON, and 1 where nothing is known", async () => {
  const { run, stdout } = world();
  expect(await run("readiness", ...within, "--store", url, "--format", "json")).toBe(0);
  const report = JSON.parse(stdout.text);
  expect(report.summary).toMatchObject({ stations: 1, verdicts: { remarks: 1 } });
  expect(report.stations[0].actions[0]).toMatchObject({ action: "BootNotification", count: 1 });
  const past = world();
  expect(
    await past.run(
      "readiness",
      ...within,
      "--store",
      url,
      "--from",
      "1970-01-01",
      "--to",
      "1970-01-02",
    ),
  ).toBe(1);
  expect(past.stdout.text).toMatch(/^UNKNOWN: Of 1 station: 1 unknown\./);
});

it("refuses a route that does not translate", async () => {
  const { run, stderr } = world();
  expect(await run("readiness", ...within, "--store", url, "--route", "/x/{station}")).toBe(2);
  expect(stderr.text).toContain("none does");
});
