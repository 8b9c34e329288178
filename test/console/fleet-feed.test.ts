import { expect, it } from "vitest";
import { createFleetFeed } from "../../src/console/fleet-feed.ts";
import type { LiveEvent, LiveFeed } from "../../src/console/live-feed.ts";
import { LIVE_CHANNEL, WANTED_CHANNEL } from "../../src/fleet/live-share.ts";
import { messageRow } from "../store/rows.ts";
import { aloneFleet } from "../support/alone.ts";

function world() {
  let tellLocal: (event: LiveEvent) => void = () => undefined;
  const listeners = new Map<string, (text: string) => void>();
  const published: string[] = [];
  const local: LiveFeed = {
    listen(listener) {
      tellLocal = listener;
      return () => undefined;
    },
    close: () => undefined,
  };
  const feed = createFleetFeed(local, {
    ...aloneFleet.board,
    isReady: () => true,
    publish(channel) {
      published.push(channel);
      return Promise.resolve(true);
    },
    listen(channel, listener) {
      listeners.set(channel, listener);
      return () => void listeners.delete(channel);
    },
  });
  const heard: LiveEvent[] = [];
  const stop = feed.listen((event) => heard.push(event));
  const share = (origin: string, skipped: number, ...lines: string[]) =>
    listeners.get(LIVE_CHANNEL)?.([JSON.stringify({ origin, skipped }), ...lines, ""].join("\n"));
  return {
    heard,
    stop,
    share,
    published,
    listeners,
    tellLocal: (event: LiveEvent) => tellLocal(event),
  };
}

const line = (seq: number) => JSON.stringify({ row: messageRow({ seq }), findings: [] });
const kinds = (events: readonly LiveEvent[]) =>
  events.map((event) => (event.kind === "message" ? `message ${event.row.seq}` : event.kind));

it("rows of others are shown, one's own once, and nonsense not at all", () => {
  const { heard, share, tellLocal, listeners } = world();
  heard.splice(0);
  tellLocal({ kind: "origin", origin: "own" });
  share("own", 3, line(1));
  share("other", 2, line(2), "nonsense", '{"skipped":9}', line(3));
  for (const text of ["", "null", "{}\n", '{"origin":"x"}\n{"row":1}']) {
    listeners.get(LIVE_CHANNEL)?.(text);
  }
  expect(kinds(heard)).toEqual(["skipped", "message 2", "message 3"]);
});

it("without its own recorder's feed, its rows are taken from the others' way", () => {
  const { heard, share, tellLocal } = world();
  tellLocal({ kind: "origin", origin: "own" });
  tellLocal({ kind: "state", isConnected: false, problem: "gone", missing: null });
  share("own", 0, line(1));
  expect(kinds(heard).slice(-2)).toEqual(["state", "message 1"]);
});

it("says that somebody watches, and stops when nobody does", () => {
  const { published, stop, listeners } = world();
  expect(published).toEqual([WANTED_CHANNEL]);
  stop();
  expect(listeners.size).toBe(0);
});
