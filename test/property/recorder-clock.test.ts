/** The wall clock is set back by hours: under the recorder, and in what the relay recorded. */
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { createTokenStore, createWorld } from "../support/crashing-world.ts";
import { startOver } from "../support/recorder-runs.ts";
import { startUs } from "../support/recording.ts";
import { messageOf, openedOf, openTestWriter } from "../support/spool.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const HOURS_US = 6 * 3_600_000_000;

async function setUp(clock?: { readonly nowUs: () => number }) {
  const data = await tempDir();
  const store = createTokenStore();
  const writer = await openTestWriter(join(data, "spool"));
  const linkId = newLinkId();
  writer.append(openedOf(linkId));
  const { recorder } = await startOver(data, createWorld(store, null), null, clock);
  onTestFinished(() => recorder.close());
  return { store, writer, linkId, recorder };
}

it("a batch that was begun before is sent", async () => {
  let nowUs = startUs;
  const { store, writer, linkId, recorder } = await setUp({ nowUs: () => nowUs });
  writer.append(messageOf(linkId, 1, { receivedAtUs: nowUs }));
  await until(() => recorder.health().waitingRows > 1, "rows wait for others");
  nowUs -= HOURS_US;
  await until(() => store.count("messages") === 1, "they are sent");
  await writer.close();
});

it("calls after it do not time out by the time before it", async () => {
  const { store, writer, linkId } = await setUp();
  const call = (seq: number, receivedAtUs: number) =>
    writer.append(messageOf(linkId, seq, { receivedAtUs }));
  const answer = (seq: number, to: number, receivedAtUs: number) =>
    writer.append(messageOf(linkId, seq, { receivedAtUs, payload: Buffer.from(`[3,"${to}",{}]`) }));
  call(1, startUs);
  answer(2, 1, startUs + 1_000);
  await until(() => store.count("messages") === 2, "what was before");
  call(3, startUs - HOURS_US);
  await until(() => store.count("messages") === 3, "a call after it");
  answer(4, 3, startUs - HOURS_US + 1_000);
  await until(() => store.count("messages") === 4, "its answer");
  expect(store.rows("findings").map((row) => row["rule"])).not.toContain("call-timeout");
  // And one that is not answered does time out, by the time after it.
  call(5, startUs - HOURS_US + 2_000);
  call(6, startUs - HOURS_US + limits.exchangeTimeoutMs * 1_000 + 3_000);
  await until(
    () => store.rows("findings").some((row) => row["rule"] === "call-timeout"),
    "the time-out of a call that nobody answers",
  );
  await writer.close();
});
