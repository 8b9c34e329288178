/** `kill -9` of the relay under load: what the CSMS got and the record lacks is counted. */
import { expect, it } from "vitest";
import { searchAll } from "../support/api.ts";
import { startPlainCsms } from "../support/peers.ts";
import { serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { startTraffic } from "../support/traffic.ts";
import { until } from "../support/until.ts";

const STATIONS = 10;
/** Longer than the recorder waits for a fuller batch. */
const QUIET_MS = 2_000;

/** Messages that arrived at their peer and are not in the record after a kill. */
async function lostByKill(args: readonly string[]): Promise<{ relayed: number; lost: number }> {
  const csms = await startPlainCsms();
  const served = await serve(["--upstream", csms.url, "--data", await tempDir(), ...args]);
  const traffic = await startTraffic(served.stationUrl, { stations: STATIONS });
  await until(() => traffic.answered() > 1_000, "load is on");
  process.kill(await served.pidOf("relay"), "SIGKILL");
  await until(() => traffic.lost() === STATIONS, "every station noticed");
  await traffic.finish();
  await until(
    () => served.log.filter((l) => l["event"] === "ready" && l["role"] === "relay").length === 2,
    "the relay runs again",
  );
  const arrived = csms.count() + traffic.answered();
  const ids = [...csms.received.values()].flat().map((text) => (JSON.parse(text) as string[])[1]);
  let before = -1;
  let changedMs = 0;
  let messages = await searchAll(served.consoleUrl, "action:DataTransfer");
  // The relay has ended, so the record has settled once all the links are closed in it.
  await until(
    async () => {
      const { body } = (await (
        await fetch(`${served.consoleUrl}/api/links?limit=100`)
      )
        .json()
        .then((body) => ({ body }))) as { body: { links: { state: string }[] } };
      if (messages.length !== before) changedMs = performance.now();
      before = messages.length;
      messages = await searchAll(served.consoleUrl, "action:DataTransfer");
      const closed = body.links.filter(({ state }) => state === "closed").length;
      const isQuiet = performance.now() - changedMs > QUIET_MS && before === messages.length;
      return closed === STATIONS && isQuiet;
    },
    "the record has settled",
    30_000,
  );
  const calls = new Set(messages.filter((m) => m.type === "call").map((m) => m.messageId));
  const results = messages.filter((m) => m.type === "callResult").length;
  const missingCalls = ids.filter((id) => !calls.has(id ?? "")).length;
  const missingResults = Math.max(0, traffic.answered() - results);
  return { relayed: arrived, lost: missingCalls + missingResults };
}

it("in strict mode nothing that reached a peer is missing", async () => {
  const { relayed, lost } = await lostByKill(["--record.strict", "true"]);
  process.stdout.write(`relay killed, strict: ${lost} of ${relayed} messages not recorded\n`);
  expect(lost).toBe(0);
});

it("otherwise at most what was in flight within the last append is missing", async () => {
  const { relayed, lost } = await lostByKill([]);
  process.stdout.write(`relay killed, default: ${lost} of ${relayed} messages not recorded\n`);
  // Ten stations with one call in flight each: at most one message each way per station.
  expect(lost).toBeLessThanOrEqual(20);
});
