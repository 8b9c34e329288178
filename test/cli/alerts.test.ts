import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startHook } from "../alerts/receiver.ts";
import { tempDir } from "../support/temp-dir.ts";
import { world } from "./world.ts";

async function configured(alerts: readonly object[]): Promise<string> {
  const file = join(await tempDir(), "ocpptap.yaml");
  await writeFile(file, JSON.stringify({ alerts }));
  return file;
}

it("sends a sample to each receiver, and says what it answered", async () => {
  const good = await startHook();
  const bad = await startHook((response) => response.writeHead(404).end());
  const to = [{ slack: { url: good.url } }, { webhook: { url: bad.url } }];
  const config = await configured([{ name: "faults", to }]);
  const { run, stdout } = world();
  expect(await run("alerts", "test", "faults", "--config", config)).toBe(1);
  expect(stdout.text).toBe("faults/0/slack: sent\nfaults/1/webhook: failed: it answered 404\n");
  expect(good.received[0]?.body).toContain("the alert faults reaches you");
});

it("names the nearest alert for one that does not exist, and a `when` that is wrong", async () => {
  const to = [{ webhook: { url: "http://127.0.0.1:9/" } }];
  const config = await configured([{ name: "faults", when: "severity:(", to }]);
  const other = world();
  expect(await other.run("alerts", "test", "fault", "--config", config)).toBe(2);
  expect(other.stderr.text).toContain("There is no alert 'fault'; perhaps faults was meant");
  const wrong = world();
  expect(await wrong.run("alerts", "test", "faults", "--config", config)).toBe(2);
  expect(wrong.stderr.text).toContain("not valid at position");
});
