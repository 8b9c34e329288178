/** A migrated store on a real embedded engine, as the recorder and as a reader. */
import { openStore, type Store } from "../../src/store/client.ts";
import { prepareStore } from "../../src/store/prepare.ts";
import { startTestEngine, type TestEngine } from "./engine.ts";

export type TestStore = {
  readonly engine: TestEngine;
  readonly recorder: Store;
  readonly reader: Store;
  readonly close: () => Promise<void>;
};

const deps = { observe: () => undefined };

export async function startTestStore(retentionDays = 90): Promise<TestStore> {
  const engine = await startTestEngine();
  const recorder = openStore(engine.recorder, deps);
  const reader = openStore(engine.reader, deps);
  await prepareStore(recorder, { database: "ocpptap", retentionDays }, deps);
  return {
    engine,
    recorder,
    reader,
    async close() {
      await recorder.close();
      await reader.close();
      await engine.close();
    },
  };
}
