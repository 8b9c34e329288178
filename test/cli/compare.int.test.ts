import { afterAll, beforeAll, expect, it } from "vitest";
import { freeze } from "../../src/store/encode.ts";
import { createRehearsal } from "../query/comparison/rehearsal.ts";
import { EPOCH_US } from "../query/rows.ts";
import { startTestStore, type TestStore } from "../support/store.ts";
import { world } from "./world.ts";

let store: TestStore;
let url: string;
beforeAll(async () => {
  store = await startTestStore();
  const { url: http, user, password, database } = store.engine.endpoint.reader;
  url = `${http.replace("://", `://${user}:${password}@`)}/${database}`;
  const rehearse = createRehearsal();
  const atMs = Date.now() - EPOCH_US / 1000 - 300_000;
  const old = { idTagInfo: { status: "Accepted" } };
  const messages = [
    ...rehearse({ action: "Authorize", atMs, old, new: { idTokenInfo: { status: "Unknown" } } }),
    ...rehearse({
      ...{ action: "Authorize", station: "CP-2", atMs },
      ...{ old, new: { idTokenInfo: { status: "Accepted" } } },
    }),
  ];
  const rows = { messages, links: [], findings: [], gaps: [], transactions: [] };
  for (const insert of freeze(rows, "test:1:0")) await store.recorder.insert(insert);
});
afterAll(() => store.close());

it("tells what differs, and exits 1", async () => {
  const { run, stdout, stderr } = world();
  expect(await run("compare", "--store", url)).toBe(1);
  expect(stderr.text).toBe("");
  expect(stdout.text).toMatch(/^1 differ of 2 pairs of answers, of 2 stations, /);
  expect(stdout.text).toContain("error    Authorize token: Accepted → Invalid\n");
});

it("exits 0 only where something was compared and nothing differs", async () => {
  const well = world();
  expect(await well.run("compare", "--store", url, "--station", "CP-2", "--from=-1h")).toBe(0);
  expect(well.stdout.text).toMatch(/^No difference in 1 pair of answers, of 1 station, /);
  const nobody = world();
  expect(await nobody.run("compare", "--store", url, "--station", "CP-3")).toBe(1);
  expect(nobody.stdout.text).toMatch(/^Nothing was compared: /);
});

it("gives what the API gives as JSON, and refuses what is no time", async () => {
  const json = world();
  expect(await json.run("compare", "--store", url, "--format", "json")).toBe(1);
  expect(JSON.parse(json.stdout.text)).toMatchObject({ pairs: 2, differing: 1 });
  const wrong = world();
  expect(await wrong.run("compare", "--store", url, "--from", "soon")).not.toBe(0);
  expect(wrong.stderr.text).toContain("--from is not a time");
});
