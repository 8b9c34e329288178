import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { newLinkId, type StationId } from "../../src/base/ids.ts";
import { createMetrics } from "../../src/observe/metrics.ts";
import { createObserver } from "../../src/observe/observer.ts";
import type { GapReason } from "../../src/spool/record.ts";

describe("metrics", () => {
  it("read what a role measures at the moment of the scrape", async () => {
    const metrics = createMetrics("relay");
    let open = 1;
    metrics.measure("linksOpen", () => open);
    metrics.measure("relayedMessages", () => [
      { labels: { sender: "station" }, value: 7 },
      { labels: { sender: "csms" }, value: 8 },
    ]);
    open = 2;
    const text = await metrics.text();
    expect(text).toContain('ocpptap_links_open{role="relay"} 2');
    expect(text).toContain('ocpptap_relayed_messages_total{sender="station",role="relay"} 7');
    expect(await metrics.text()).toContain('{sender="csms",role="relay"} 8');
    metrics.measure("linksOpen", () => 9);
    expect(await metrics.text()).toContain('ocpptap_links_open{role="relay"} 9');
  });

  it("carry Node's own", async () => {
    expect(await createMetrics("relay").text()).toContain("process_cpu_seconds_total");
  });

  it("wait for what takes its time to be read", async () => {
    const metrics = createMetrics("recorder");
    metrics.measureLater("spoolBytes", async () => Promise.resolve(5));
    metrics.measureLater("spoolUnreadBytes", async () => []);
    const text = await metrics.text();
    expect(text).toContain('ocpptap_spool_bytes{role="recorder"} 5');
    expect(text).not.toContain("ocpptap_spool_unread_bytes{");
  });

  it("that alerts wait for are 0 before the first", async () => {
    const text = await createMetrics("recorder").text();
    const reasons: Readonly<Record<GapReason, true>> = {
      ...{ "buffer-full": true, "segment-dropped": true, damaged: true },
      ...{ "relay-lost": true, opaque: true },
    };
    for (const reason of Object.keys(reasons)) {
      expect(text).toContain(`ocpptap_gap_messages_total{reason="${reason}",role="recorder"} 0`);
    }
    expect(text).toContain('ocpptap_dead_letters_total{why="overflow",role="recorder"} 0');
    expect(text).toContain('ocpptap_handshakes_total{outcome="refused",role="recorder"} 0');
  });

  it("of several events may be one, and a histogram may count in units of its own", async () => {
    const observer = createObserver({
      ...{ role: "relay", level: "error", format: "json" },
      out: new PassThrough(),
    });
    const stationId = "CP-1" as StationId;
    const linkId = newLinkId();
    observer.observe({ name: "linkOpened", linkId, stationId, answerMs: 3 });
    observer.observe({ name: "linkRefused", linkId, stationId, status: 401, reason: "no" });
    observer.observe({ name: "handshakeInvalid", problem: "no", remoteAddress: "x" });
    observer.observe({ name: "batchSent", rows: 5_000, bytes: 7, ms: 1 });
    const text = await observer.metrics.text();
    for (const outcome of ["accepted", "refused", "invalid"]) {
      expect(text).toContain(`ocpptap_handshakes_total{outcome="${outcome}",role="relay"} 1`);
    }
    expect(text).toContain('ocpptap_batch_size_rows_bucket{le="1000",role="relay"} 0');
    expect(text).toContain('ocpptap_batch_size_rows_bucket{le="10000",role="relay"} 1');
  });
});
