import { afterAll, beforeAll, expect, it } from "vitest";
import { createBatch } from "../../src/recorder/batch.ts";
import { spellingsOf } from "../../src/store/erase.ts";
import { findingRow, messageRow, transactionRow } from "../store/rows.ts";
import { startTestStore, type TestStore } from "../support/store.ts";
import { world } from "./world.ts";

let store: TestStore;
let url: string;

beforeAll(async () => {
  store = await startTestStore();
  const { url: http, user, password, database } = store.engine.endpoint.recorder;
  url = `${http.replace("://", `://${user}:${password}@`)}/${database}`;
});
afterAll(() => store.close());

const TOKEN = "O'Nei\\l-42";
const json = (value: unknown) => JSON.stringify(value);

async function insertAll() {
  const batch = createBatch();
  const payloads = [
    json([2, "1", "Authorize", { idTag: TOKEN }]),
    json([2, "2", "Authorize", { idTag: TOKEN.toLowerCase() }]),
    json([2, "3", "DataTransfer", { data: json({ idTag: TOKEN }) }]),
    json([2, "4", "Authorize", { idTag: `${TOKEN}7` }]),
    json([2, "5", "CustomerInformation", { requestId: 9, idToken: { idToken: TOKEN } }]),
    json([2, "6", "NotifyCustomerInformation", { requestId: 9, data: 'Jane "J" Doe', seqNo: 0 }]),
    json([2, "7", "NotifyCustomerInformation", { requestId: 8, data: "Joe", seqNo: 0 }]),
  ];
  for (const [index, payload] of payloads.entries()) {
    const action = String(JSON.parse(payload)[2]);
    const idToken = index === 0 ? TOKEN : "";
    batch.addMessage(messageRow({ seq: index + 1, payload, action, idToken }));
  }
  const { details: _, ...finding } = findingRow({ sentence: `The token ${TOKEN} is unknown` });
  batch.addFinding({ ...finding, details: {} }, finding);
  batch.addTransaction(transactionRow({ idToken: TOKEN, details: json({ start: TOKEN }) }));
  for (const insert of batch.freeze("t")) await store.recorder.insert(insert);
}

const all = async (statement: string) =>
  (await store.reader.query<{ text: string }>(statement)).map(({ text }) => text);

async function erase(...flags: readonly string[]) {
  const { run, stdout, stderr } = world();
  const code = await run("erase", "--store", url, ...flags);
  return { code, text: stdout.text + stderr.text };
}

it("says first what it would do, then does it, everywhere and for that token only", async () => {
  await insertAll();
  const plan = await erase("--token", TOKEN, "--dry-run");
  expect(plan).toMatchObject({ code: 0 });
  expect(plan.text).toContain("findings: 1 row would be changed");
  expect(plan.text).toContain("messages: 4 rows would be changed");
  expect(plan.text).toContain("1 message with customer information");
  expect((await all("SELECT id_token AS text FROM messages WHERE seq = 1"))[0]).toBe(TOKEN);

  expect((await erase("--token", TOKEN, "--station", "CP-other")).text).toContain("No row");
  const done = await erase("--token", TOKEN.toUpperCase());
  expect(done).toMatchObject({ code: 0 });
  expect(done.text).toContain("the store does not have it any more");
  const texts = [
    ...(await all("SELECT concat(payload, id_token) AS text FROM messages ORDER BY seq")),
    ...(await all("SELECT concat(sentence, details) AS text FROM findings")),
    ...(await all("SELECT concat(id_token, details) AS text FROM transactions FINAL")),
  ];
  const other = json([2, "4", "Authorize", { idTag: `${TOKEN}7` }]);
  expect(texts[3]).toBe(other);
  const rest = texts
    .filter((text) => text !== other)
    .join("\n")
    .toLowerCase();
  for (const spelling of spellingsOf(TOKEN)) expect(rest).not.toContain(spelling.toLowerCase());
  expect(texts[2]).toBe(json([2, "3", "DataTransfer", { data: json({ idTag: "***" }) }]));
  expect(rest).not.toContain("jane");
  expect(rest).toContain("joe");
  expect(await all("SELECT redactions[1] AS text FROM messages WHERE seq = 1")).toEqual(["erased"]);
  expect((await erase("--token", TOKEN)).text).toContain("No row of the store");
});

it("refuses a token that is a word like others", async () => {
  expect(await erase("--token", "1")).toMatchObject({ code: 1 });
});
