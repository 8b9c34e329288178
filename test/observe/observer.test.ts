import { describe, expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { createObserver } from "../../src/observe/observer.ts";

type Line = Readonly<Record<string, unknown>>;

function open(more: Partial<Parameters<typeof createObserver>[0]> = {}) {
  const texts: string[] = [];
  const out = { write: (text: string) => texts.push(text) };
  const observer = createObserver({ role: "relay", level: "info", format: "auto", out, ...more });
  const lines = () => texts.map((text) => JSON.parse(text) as Line);
  return { ...observer, texts, lines };
}

describe("observe", () => {
  it("writes one JSON line with role, event and sentence", () => {
    const { observe, lines } = open();
    observe({ name: "ready", role: "relay", address: "ws://127.0.0.1:9000" });
    expect(lines()).toEqual([
      expect.objectContaining({
        level: "info",
        role: "relay",
        event: "ready",
        address: "ws://127.0.0.1:9000",
        msg: "ready: relay on ws://127.0.0.1:9000",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      }),
    ]);
  });

  it("writes text for people on a terminal, and obeys no escape sequence of a peer", () => {
    const { observe, texts } = open({ format: "text" });
    observe({
      name: "linkOpened",
      linkId: newLinkId(),
      stationId: parseStationId("CP\u001b[2J\n\u009b1"),
      answerMs: 3,
    });
    expect(texts.join("")).toMatch(
      /^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: relay: link opened: CP\\u001b\[2J\\n\\u009b1, CSMS answered in 3 ms\n$/,
    );
  });

  it("counts what it does not write", async () => {
    const { observe, texts, metrics } = open();
    observe({ name: "batchSent", rows: 10, bytes: 100, ms: 20 });
    observe({ name: "batchSent", rows: 5, bytes: 10, ms: 20 });
    expect(texts).toEqual([]);
    const text = await metrics.text();
    expect(text).toContain('ocpptap_batch_rows_total{role="relay"} 15');
    expect(text).toContain('ocpptap_batch_insert_seconds_bucket{le="0.025",role="relay"} 2');
  });

  it("does not let a repeating fault bury the log", () => {
    const { observe, lines, flush } = open();
    for (let time = 0; time < 1000; time++) {
      observe({ name: "handshakeInvalid", problem: "no", remoteAddress: "127.0.0.1" });
    }
    expect(lines()).toHaveLength(limits.logBurstLines);
    flush();
    expect(lines().at(-1)).toMatchObject({ suppressed: 1000 - limits.logBurstLines });
  });

  it("does not let a storm of stations bury the log", () => {
    const { observe, lines, flush } = open();
    const linkId = newLinkId();
    for (let time = 0; time < 1000; time++) {
      observe({ name: "linkOpened", linkId, stationId: parseStationId("CP-1"), answerMs: 3 });
    }
    flush();
    expect(lines()).toHaveLength(limits.logBurstLines + 1);
    expect(lines().at(-1)).toMatchObject({
      level: "info",
      event: "linkOpened",
      suppressed: 1000 - limits.logBurstLines,
    });
  });

  it("writes no password of a URL", () => {
    const { observe, texts } = open();
    observe({
      name: "operationFailed",
      role: "recorder",
      code: "STORE_UNREACHABLE",
      problem: "The store at http://u:hunter2@db:8123 cannot be reached.",
      remedy: "Check.",
    });
    expect(texts.join("")).toContain("http://u:***@db:8123");
    expect(texts.join("")).not.toContain("hunter2");
  });

  it("survives an output that fails, and counts it", async () => {
    const broken = {
      write: () => {
        throw new Error("EPIPE");
      },
    };
    const { observe, metrics } = open({ out: broken });
    observe({ name: "ready", role: "relay", address: "x" });
    expect(await metrics.text()).toContain('ocpptap_log_lines_dropped_total{role="relay"} 1');
  });

  it("says less when asked to", () => {
    const { observe, texts } = open({ level: "error" });
    observe({ name: "ready", role: "relay", address: "x" });
    expect(texts).toEqual([]);
  });
});
