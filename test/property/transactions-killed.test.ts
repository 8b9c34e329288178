/** However often the recorder is killed, a transaction ends as one, with all of its samples. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { startRecorder } from "../../src/recorder/recorder.ts";
import { accepted16, meterValue, minuteMs, start16, stop16 } from "../sessions/tell.ts";
import {
  createTokenStore,
  createWorld,
  type TokenStore,
  type World,
} from "../support/crashing-world.ts";
import { startUs } from "../support/recording.ts";
import { messageOf, openedOf, openTestWriter } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const METER_VALUES = 8;
/** Messages of another link between two of them: the recorder reads 1,000 at a time. */
const OTHERS = 300;

async function writeSession(data: string): Promise<void> {
  const writer = await openTestWriter(join(data, "spool"));
  const linkId = newLinkId();
  const otherId = newLinkId();
  writer.append(openedOf(linkId));
  writer.append(openedOf(otherId));
  let seq = 0;
  const say = (sender: "station" | "csms", atMs: number, message: readonly unknown[]) => {
    seq += 1;
    const payload = Buffer.from(JSON.stringify(message));
    writer.append(
      messageOf(linkId, seq, { sender, payload, receivedAtUs: startUs + atMs * 1000 + seq }),
    );
  };
  say("station", 0, [2, "1", "StartTransaction", start16()]);
  say("csms", 0, [3, "1", accepted16()]);
  for (let minute = 1; minute <= METER_VALUES; minute += 1) {
    for (let other = 1; other <= OTHERS; other += 1) {
      const receivedAtUs = startUs + minute * minuteMs * 1000;
      writer.append(messageOf(otherId, (minute - 1) * OTHERS + other, { receivedAtUs }));
    }
    const meter = [meterValue(minute * minuteMs, 1_000 + minute * 100)];
    const call = { connectorId: 1, transactionId: 7, meterValue: meter };
    say("station", minute * minuteMs, [2, `m${minute}`, "MeterValues", call]);
    say("csms", minute * minuteMs, [3, `m${minute}`, {}]);
  }
  const endMs = (METER_VALUES + 1) * minuteMs;
  say("station", endMs, [2, "2", "StopTransaction", stop16({ timestamp: null })]);
  say("csms", endMs, [3, "2", {}]);
  await writer.close();
}

async function runUntilEnd(data: string, world: World, done: () => boolean): Promise<void> {
  let nowUs = startUs / 2;
  let hasEnded = false;
  const config = { data, instance: "test", exchange: { timeoutMs: 30_000 } };
  const life = startRecorder(config, {
    clock: { nowUs: () => (nowUs += 600_000) },
    observe: () => undefined,
    disk: world.disk,
    sink: { insert: world.insert },
    pause: () => Promise.resolve(),
  }).then(async (recorder) => {
    await until(() => world.isOver() || done(), "everything to be done");
    await recorder.close();
    hasEnded = true;
  });
  await until(() => world.isOver() || hasEnded, "a crash or the end");
  if (hasEnded) await life;
}

/** The row that the engine would keep, without what counts its versions. */
function newestOf(store: TokenStore): unknown {
  const rows = store.rows("transactions").map((row) => JSON.parse(JSON.stringify(row)));
  const keys = new Set(rows.map((row) => row["transaction_key"]));
  expect(keys.size).toBe(1);
  const versions = rows.map((row) => Number(row["version"]));
  expect(new Set(versions).size).toBe(versions.length);
  const newest = rows.find((row) => Number(row["version"]) === Math.max(...versions));
  return { ...newest, version: 0 };
}

it("is whole in its newest row, at whichever step the recorder was killed", async () => {
  const data = await tempDir();
  await writeSession(data);
  const copyOfData = async () => {
    const copy = await tempDir();
    await cp(data, copy, { recursive: true });
    return copy;
  };
  const isDone = (store: TokenStore) => () =>
    store.count("messages") === (OTHERS + 2) * METER_VALUES + 4;
  const reference = createTokenStore();
  const world = createWorld(reference, null);
  await runUntilEnd(await copyOfData(), world, isDone(reference));
  const expected = newestOf(reference);
  expect(expected).toMatchObject({ state: "ended", energy_wh: 2_000, transaction_id: "7" });
  let mostRows = 0;
  for (let at = 1; at <= world.steps(); at += 1) {
    const copy = await copyOfData();
    const store = createTokenStore();
    const end = { at, isCarriedOut: at % 2 === 0 };
    await runUntilEnd(copy, createWorld(store, end), isDone(store));
    await runUntilEnd(copy, createWorld(store, null), isDone(store));
    expect(newestOf(store), `killed at step ${at}`).toEqual(expected);
    mostRows = Math.max(mostRows, store.count("transactions"));
  }
  expect(mostRows, "it spans several batches").toBeGreaterThan(1);
}, 120_000);
