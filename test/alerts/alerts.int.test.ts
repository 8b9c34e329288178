import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { publicUrlOf, startAlerts } from "../../src/alerts/alerts.ts";
import type { Notice } from "../../src/alerts/notice.ts";
import { systemClock } from "../../src/base/clock.ts";
import { parseStationId } from "../../src/base/ids.ts";
import { configSchema } from "../../src/config/schema.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { realDisk } from "../../src/spool/disk.ts";
import { freeze } from "../../src/store/encode.ts";
import { findingRow } from "../query/record.ts";
import { whenOver } from "../support/lifetime.ts";
import { startTestStore, type TestStore } from "../support/store.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";
import { type Received, startHook } from "./receiver.ts";
import { HOSTILE } from "./samples.ts";

let store: TestStore;
beforeAll(async () => {
  store = await startTestStore();
});
afterAll(() => store.close());

const noticesOf = (received: readonly Received[]) =>
  received.map(({ body }) => JSON.parse(body) as Notice);
/** A message that was offered twice is one. */
const findingsTold = (received: readonly Received[]) =>
  [...new Map(noticesOf(received).map((notice) => [notice.id, notice])).values()].reduce(
    (sum, { findings }) => sum + findings,
    0,
  );

async function start(alerts: readonly object[], data: string) {
  const told: TapEvent[] = [];
  const config = configSchema.parse({ data, alerts });
  const running = await startAlerts(config, {
    ...{ reader: store.reader, clock: systemClock, disk: realDisk },
    observe: (event) => void told.push(event),
    askRoles: async () => ({ recorderLagSeconds: null, unready: [] }),
  });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await running.close();
    isOpen = false;
  };
  whenOver(close);
  return { ...running, close, told };
}

async function insert(
  rule: string,
  count: number,
  station = (number: number) => `CP-${number}`,
): Promise<void> {
  const findings = Array.from({ length: count }, (_, number) =>
    findingRow({
      ...{ rule, model: "Fast-22", firmware: "1.2", vendor: "Acme" },
      atUs: systemClock.nowUs(),
      stationId: parseStationId(station(number)),
    }),
  );
  const rows = { messages: [], links: [], findings, gaps: [], transactions: [] };
  for (const each of freeze(rows, randomUUID())) await store.recorder.insert(each);
}

it("makes one message of a firmware's failure on 50 stations, and none of a noisy one's", async () => {
  const hook = await startHook();
  const firmware = {
    name: "firmware",
    when: "finding:boot-loop",
    groupBy: ["firmware", "rule"],
    atLeast: { stations: 20 },
    waitMs: 0,
    to: [{ webhook: { url: hook.url } }],
  };
  const bad = { ...firmware, name: "bad", when: "action:Heartbeat" };
  const alerts = await start([firmware, bad], await tempDir());
  await until(() => alerts.health().detail.includes("bad is off"), "the bad one is told");
  await until(() => !alerts.health().detail.includes("cannot be followed"), "it follows");
  await insert("boot-loop", 100, () => HOSTILE.slice(0, 200));
  await insert("boot-loop", 50);
  await until(() => alerts.lastSentUs() !== null, "it has been told");
  expect(noticesOf(hook.received)).toMatchObject([
    {
      ...{ alert: "firmware", status: "open", findings: 150, severity: "error" },
      group: { firmware: "1.2", rule: "boot-loop" },
      stations: { count: 51 },
    },
  ]);
  expect(hook.received[0]?.body).not.toContain("did not answer within");
  expect(alerts.health()).toMatchObject({ ready: false });
  expect(alerts.told.map(({ name }) => name)).toEqual(["alertInvalid", "alertSent"]);
  expect([alerts.groups(), alerts.waiting()]).toEqual([1, 0]);
});

it("sends a bounded number of messages in a storm, and counts every finding", async () => {
  const hook = await startHook();
  const storm = {
    name: "storm",
    when: "finding:status-flapping",
    groupBy: ["station"],
    waitMs: 0,
    to: [{ webhook: { url: hook.url } }],
  };
  const alerts = await start([storm], await tempDir());
  await until(() => alerts.health().ready, "it follows");
  for (let batch = 0; batch < 4; batch += 1) {
    await insert("status-flapping", 5_000, (number) => `CP-${number % 3_000}`);
  }
  await until(() => findingsTold(hook.received) === 20_000, "all have been told", 60_000);
  expect(hook.received.length).toBeLessThan(60);
});

it("loses nothing and knows its messages again when it is killed in the middle", async () => {
  let isAnswering = false;
  const hook = await startHook((response) => {
    // The first life's messages are taken and never answered.
    if (isAnswering) response.end("ok");
  });
  const data = await tempDir();
  const alert = {
    name: "killed",
    when: "finding:link-flapping",
    waitMs: 0,
    repeatMs: 1_000,
    to: [{ webhook: { url: hook.url } }],
  };
  const life = async () => {
    const args = [
      JSON.stringify({ data, alerts: [alert] }),
      JSON.stringify(store.engine.endpoint.reader),
    ];
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, "..", "support", "alerts-process.ts"), ...args],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    whenOver(() => void child.kill("SIGKILL"));
    await once(child.stdout, "data");
    return child;
  };
  const first = await life();
  await insert("link-flapping", 30);
  await until(() => hook.received.length === 1, "the first message is under way");
  await insert("link-flapping", 12);
  const ended = once(first, "exit");
  first.kill("SIGKILL");
  await ended;
  await insert("link-flapping", 7);
  isAnswering = true;
  await life();
  await until(() => findingsTold(hook.received) === 49, "every finding has been told", 30_000);
  const notices = noticesOf(hook.received);
  const tries = notices.filter(({ id }) => id === notices[0]?.id);
  expect(tries).toHaveLength(2);
  expect(tries[0]).toEqual(tries[1]);
});

it("links to the console where people reach it", () => {
  expect(publicUrlOf(configSchema.parse({}))).toBe("http://127.0.0.1:9001");
  const console = { publicUrl: "https://tap.example" };
  expect(publicUrlOf(configSchema.parse({ console }))).toBe("https://tap.example");
});
