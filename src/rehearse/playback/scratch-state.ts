/** The state of translated stations for as long as a replay takes: in memory, and then gone. */
import type { StateDocument, StateStore } from "../../fleet/state-store.ts";

/** What a station may have is bounded by the translator. */
export function createScratchState(): StateStore {
  const stored = new Map<string, Map<string, StateDocument>>();
  return {
    async open(name) {
      const documents = stored.get(name) ?? new Map<string, StateDocument>();
      stored.set(name, documents);
      return {
        documents: [...documents.values()],
        async write(writes) {
          for (const document of writes) {
            if (document.value === null) documents.delete(document.key);
            else documents.set(document.key, structuredClone(document));
          }
        },
        release: async () => undefined,
      };
    },
    health: () => ({ isWell: true, detail: "in memory" }),
    close: async () => undefined,
  };
}
