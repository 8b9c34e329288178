/** The recorder with the real engine behind it: what hostile peers send, and an engine that dies. */
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { newLinkId } from "../../src/base/ids.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { startRecorder } from "../../src/recorder/recorder.ts";
import { realDisk } from "../../src/spool/disk.ts";
import { messageOf, openedOf, openTestWriter } from "../support/spool.ts";
import { startTestStore, type TestStore } from "../support/store.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

let store: TestStore;
beforeAll(async () => {
  store = await startTestStore();
});
afterAll(() => store.close());

async function setUp() {
  const data = await tempDir();
  const writer = await openTestWriter(join(data, "spool"), { bufferBytesMax: 64 * 1024 * 1024 });
  const linkId = newLinkId();
  writer.append({ ...openedOf(linkId), receivedAtUs: systemClock.nowUs() });
  const events: TapEvent[] = [];
  const recorder = await startRecorder(
    { data, instance: "test", exchange: { timeoutMs: 30_000 } },
    {
      clock: systemClock,
      observe: (event) => events.push(event),
      disk: realDisk,
      // An engine that was killed need not be waited for as long as in earnest.
      pause: (ms) => setTimeout(Math.min(ms, 200)),
      sink: { insert: store.recorder.insert },
    },
  );
  onTestFinished(async () => {
    await recorder.close();
    await writer.close();
  });
  const append = (seq: number, payload: Buffer | string) => {
    const receivedAtUs = systemClock.nowUs();
    writer.append(messageOf(linkId, seq, { receivedAtUs, payload: Buffer.from(payload) }));
  };
  const select = <Row>(columns: string) =>
    store.reader.query<Row>(
      `SELECT ${columns} FROM messages WHERE link_id = {link:UUID} ORDER BY seq`,
      { link: linkId },
    );
  const count = async () => Number((await select<{ n: string }>("seq AS n")).length);
  return { writer, linkId, events, recorder, append, select, count };
}

it("stores whatever a hostile peer sends, byte for byte", async () => {
  const { append, select, count, events } = await setUp();
  const odd = ["\\ud800", "\\u0000", "\\udfff\\ud800", '\\"\\\\', "\u2028", "💥", "'; DROP TABLE"];
  const payloads: (string | Buffer)[] = [
    ...odd.map((text) => `[2,"${text}","${text}",{"idTag":"${text}","transactionId":"${text}"}]`),
    ...odd.map((text) => `[4,"${text}","${text}","",{}]`),
    '[2,"1","StartTransaction",{"connectorId":1e400,"idTag":5,"transactionId":1e308}]',
    '[2,"2","StartTransaction",{"connectorId":-2147483648,"transactionId":-0.0}]',
    '[2,"3","StartTransaction",{"connectorId":9007199254740993,"transactionId":1.5}]',
    '[2,"4","MeterValues",{"a":1,"a":2,"__proto__":{"x":1},"":[[[{}]]]}]',
    `[2,"${"i".repeat(100_000)}","${"a".repeat(100_000)}",{}]`,
    "\0\0\0",
    "",
    "[",
    Buffer.from("c328ff00", "hex"),
    `[2,"5","DataTransfer",{"data":"${"\\u0000".repeat(1_000)}"}]`,
  ];
  for (const [index, payload] of payloads.entries()) append(index + 1, payload);
  await until(async () => (await count()) === payloads.length, "every row", 30_000);
  type Stored = { readonly bytes: string };
  const decode = "if(payload_encoding = 'base64', base64Decode(payload), payload)";
  const rows = await select<Stored>(`hex(${decode}) AS bytes`);
  expect(rows.map(({ bytes }) => bytes)).toEqual(
    payloads.map((payload) => Buffer.from(payload).toString("hex").toUpperCase()),
  );
  expect(events.filter(({ name }) => name === "bug" || name === "batchRetried")).toEqual([]);
});

it("loses and doubles nothing when the engine is killed under it, again and again", async () => {
  const { writer, append, select, recorder, events } = await setUp();
  const total = 6_000;
  let sent = 0;
  for (let kill = 0; kill < 3; kill += 1) {
    for (let seq = sent + 1; seq <= sent + total / 3; seq += 1) {
      append(seq, `[2,"${seq}","Heartbeat",{}]`);
      if (seq % 200 === 0) await writer.written();
    }
    sent += total / 3;
    const { batch } = recorder.health();
    await until(() => recorder.health().batch > batch, "a batch to be committed");
    await store.engine.kill();
    append(sent + 1, "[2,");
    sent += 1;
    await until(() => !recorder.health().ready, "the engine to be missed", 60_000);
    await store.engine.restart();
  }
  await until(async () => (await select("seq")).length >= sent, "every row", 60_000);
  const rows = await select<{ seq: string }>("seq");
  expect(rows.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: sent }, (_, n) => n + 1));
  await until(() => recorder.health().ready, "health");
  expect(events.some(({ name }) => name === "batchRetried")).toBe(true);
});
