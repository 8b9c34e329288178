import { expect, it, onTestFinished } from "vitest";
import { createLiveFeed, type LiveEvent, parseLiveLine } from "../../src/console/live-feed.ts";
import { openRunDir } from "../../src/observe/run-dir.ts";
import { createLive } from "../../src/recorder/live.ts";
import { messageRow } from "../query/rows.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";
import { serveRecorder } from "./served.ts";

async function openFeed() {
  const runDir = await openRunDir(await tempDir());
  const feed = createLiveFeed(runDir.socketOf("recorder"));
  onTestFinished(() => feed.close());
  const events: LiveEvent[] = [];
  const isConnected = () => events.some((event) => event.kind === "state" && event.isConnected);
  return { runDir, feed, events, isConnected };
}

it("connects while somebody listens, and only then", async () => {
  const { runDir, feed, events, isConnected } = await openFeed();
  const live = createLive();
  const recorder = await serveRecorder(runDir, live);
  expect(live.listeners()).toBe(0);
  const stops = [feed.listen((event) => events.push(event)), feed.listen(() => undefined)];
  await until(isConnected, "the feed is connected");
  expect(live.listeners()).toBe(1);
  live.publish(messageRow({ payload: "line\nfeed \u2028 é💥" }), []);
  await until(() => events.some(({ kind }) => kind === "message"), "the message");
  expect(events.at(-1)).toMatchObject({ row: { payload: "line\nfeed \u2028 é💥" } });
  for (const stop of stops) stop();
  await until(() => live.listeners() === 0, "the feed is let go");
  live.close();
  await recorder.close();
});

it("says that the recorder is not there, and connects once it is", async () => {
  const { runDir, feed, events, isConnected } = await openFeed();
  feed.listen((event) => events.push(event));
  await until(
    () => events.some((event) => event.kind === "state" && event.problem.includes("ENOENT")),
    "a problem",
  );
  expect(isConnected()).toBe(false);
  const first = createLive();
  const recorder = await serveRecorder(runDir, first);
  await until(isConnected, "the feed is connected");
  first.close();
  await recorder.close();
  events.length = 0;
  const second = createLive();
  const restarted = await serveRecorder(runDir, second);
  await until(isConnected, "the feed is connected again");
  second.close();
  await restarted.close();
});

it("takes the side of a finding from its rule where the feed does not say", () => {
  const line = JSON.stringify({
    row: messageRow(),
    findings: [
      { rule: "json-invalid", severity: "error" },
      { rule: "unheard-of", severity: "note" },
    ],
  });
  const event = parseLiveLine(line);
  expect(event.kind === "message" && event.findings.map(({ side }) => side)).toEqual([
    expect.stringMatching(/station|csms/),
    "ours",
  ]);
  expect(parseLiveLine('{"skipped":7}')).toEqual({ kind: "skipped", messages: 7 });
});
