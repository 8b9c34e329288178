import { afterAll, beforeAll, expect, it } from "vitest";
import { freeze } from "../../src/store/encode.ts";
import { messageRow } from "../query/rows.ts";
import { startTestStore, type TestStore } from "../support/store.ts";
import { world } from "./world.ts";

let store: TestStore;
let url: string;
beforeAll(async () => {
  store = await startTestStore();
  const { url: http, user, password, database } = store.engine.endpoint.reader;
  url = `${http.replace("://", `://${user}:${password}@`)}/${database}`;
  const fault =
    '[2,"2","StatusNotification",{"connectorId":1,"status":"Faulted","errorCode":"GroundFailure"}]';
  const messages = [
    messageRow({
      ...{ action: "StatusNotification", connectorId: 1, payload: fault },
      receivedAtUs: Date.now() * 1000 - 1_000_000,
    }),
  ];
  const rows = { messages, links: [], findings: [], gaps: [], transactions: [] };
  for (const insert of freeze(rows, "test:1:0")) await store.recorder.insert(insert);
});
afterAll(() => store.close());

it("answers in the terminal, and exits 1 where something is wrong", async () => {
  const { run, stdout } = world();
  expect(await run("diagnose", "CP-7", "--store", url)).toBe(1);
  expect(stdout.text).toMatch(
    /^unknown {2}Is the station communicating with the CSMS at all\?\n {9}/,
  );
  expect(stdout.text).toMatch(/\nERROR {4}Is it faulting .+\n {9}Yes\. Connector 1 is Faulted/);
  expect(stdout.text).toMatch(/\n {9}see link:[0-9a-f-]{36} seq 1\n/);
  const widest = Math.max(...stdout.text.split("\n").map((line) => line.length));
  expect(widest).toBeLessThanOrEqual(100);
});

it("gives what the API gives as JSON", async () => {
  const { run, stdout } = world();
  expect(await run("diagnose", "CP-7", "--store", url, "--format", "json")).toBe(1);
  expect(JSON.parse(stdout.text).questions).toHaveLength(5);
});

it("says so where there is no such station", async () => {
  const { run, stderr } = world();
  expect(await run("diagnose", "CP-\u001b[31m", "--store", url)).toBe(1);
  expect(stderr.text).toMatch(/^ocpptap: There is no station CP-\\u001b\[31m in the record\./);
});
