/** A migrated store on a real embedded engine, as the recorder and as a reader. */
import { limits } from "../../src/base/limits.ts";
import { openStore, type Store } from "../../src/store/client.ts";
import { prepareStore } from "../../src/store/prepare.ts";
import { boundsOfEngine, defaultBounds, type ReadBounds } from "../../src/store/read-bounds.ts";
import { startTestEngine, type TestEngine } from "./engine.ts";

export type TestStore = {
  readonly engine: TestEngine;
  readonly recorder: Store;
  readonly reader: Store;
  readonly close: () => Promise<void>;
};

const deps = { observe: () => undefined };

/** `reads`: what one question of the reader may cost. */
export async function startTestStore(
  retentionDays = 90,
  reads: ReadBounds = defaultBounds,
): Promise<TestStore> {
  const memoryBytesMax = limits.engineMemoryBytesMax;
  const engine = await startTestEngine(memoryBytesMax, reads);
  const recorder = openStore(engine.recorder, deps);
  const bounds = boundsOfEngine(memoryBytesMax, reads);
  const reader = openStore(engine.reader, { ...deps, reads: bounds });
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
