import { expect, it, onTestFinished } from "vitest";
import { openStore } from "../../src/store/client.ts";
import { prepareStore } from "../../src/store/prepare.ts";
import { startTestStore } from "../support/store.ts";

const deps = { observe: () => undefined };
const options = { database: "ocpptap", retentionDays: 90 };

it("prepares a store once, and refuses one that cannot be relied on", async () => {
  const { recorder, engine, close } = await startTestStore();
  onTestFinished(close);
  expect(await prepareStore(recorder, options, deps)).toMatchObject({ steps: 0 });
  await recorder.command("ALTER TABLE gaps RESET SETTING non_replicated_deduplication_window");
  await expect(prepareStore(recorder, options, deps)).rejects.toMatchObject({
    code: "STORE_UNSUITABLE",
  });

  await engine.kill();
  const later = openStore(engine.recorder, deps);
  onTestFinished(() => later.close());
  await expect(prepareStore(later, options, deps)).rejects.toMatchObject({ isRetryable: true });
});
