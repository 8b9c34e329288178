import { expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { workersState } from "../../src/console/workers.ts";
import { createMetrics } from "../../src/observe/metrics.ts";

const config = configSchema.parse({ relay: { workers: 2 }, spool: { bytesMax: "3GiB" } });
const share = 1024 ** 3;

async function metricsOf(links: number): Promise<string> {
  const metrics = createMetrics("relay", { instance: "any" });
  metrics.measure("linksOpen", () => links);
  metrics.measure("relayedBytes", () => [{ labels: { sender: "csms" }, value: 10 * links }]);
  return metrics.text();
}

const spool = (worker: number, unreadBytes: number, oldestAtUs: number | null = null) => ({
  ...{ worker, segments: 1, bytes: 100, unreadBytes, oldestAtUs },
});

it("tells each worker with its spool, what is left of others, and all together", async () => {
  const recorder = createMetrics("recorder");
  recorder.measure("recorderSpoolLagSeconds", () => [{ labels: { spool: "spool.2" }, value: 7 }]);
  const { relay, workers, ...all } = workersState(config, {
    relayed: [await metricsOf(3), await metricsOf(4)],
    spools: [spool(1, 1, 5_000_000), spool(2, 2, 1_000_000), spool(4, 3)],
    recorder: await recorder.text(),
  });
  expect(relay).toMatchObject({ linksOpen: 7, bytes: { station: 0, csms: 70 } });
  expect(all.spool).toMatchObject({ segments: 3, bytes: 300, unreadBytes: 6, bytesMax: 3 * share });
  expect(all.spool?.oldestAt).toBe("1970-01-01T00:00:01.000000Z");
  expect(workers).toMatchObject([
    { role: "relay", instance: "ocpptap", isConfigured: true, relay: { linksOpen: 3 } },
    { role: "relay.2", instance: "ocpptap.2", relay: { linksOpen: 4 }, lagSeconds: 7 },
    { role: "relay.4", isConfigured: false, relay: null, lagSeconds: null },
  ]);
  expect(workers.map((each) => each.spool?.bytesMax)).toEqual([share, share, share]);
});

it("tells the shadows' spool beside those of the relays", () => {
  const translate = { station: "1.6", csms: "2.0.1" };
  const shadows = [{ match: "/{station}", upstream: "ws://new.example", translate }];
  const shadowed = configSchema.parse({ shadows, spool: { bytesMax: "4GiB" } });
  const spools = [spool(0, 5), spool(1, 1)];
  const asked = { relayed: [null], spools, recorder: null };
  expect(workersState(shadowed, asked).workers).toMatchObject([
    { role: "relay", spool: { bytesMax: 3 * share } },
    { worker: 0, role: "shadow", instance: "ocpptap.shadow", relay: null, isConfigured: true },
  ]);
  expect(workersState(shadowed, asked).workers[1]?.spool).toMatchObject({ bytesMax: share });
  const { workers } = workersState(configSchema.parse({}), asked);
  expect(workers[1]).toMatchObject({ role: "shadow", isConfigured: false });
});

it("has no numbers for what does not answer, and none for a spool that was read out", () => {
  const empty = { ...spool(3, 0), segments: 0 };
  const state = workersState(config, { relayed: [null, null], spools: [empty], recorder: null });
  expect(state.relay).toBeNull();
  expect(state.workers.map(({ worker, spool: own }) => [worker, own])).toEqual([
    [1, null],
    [2, null],
  ]);
  const unread = workersState(config, { relayed: [null, null], spools: null, recorder: null });
  expect(unread.spool).toBeNull();
});
