/** A store whose queries are timed: those that failed apart, because they end soon or very late. */
import type { Observation } from "../observe/bins.ts";
import type { Store } from "./client.ts";

export function timed<Of extends Pick<Store, "query">>(store: Of, observe: Observation): Of {
  return {
    ...store,
    async query<Row>(...asked: Parameters<Store["query"]>) {
      const beganMs = performance.now();
      const tell = (outcome: string) => observe((performance.now() - beganMs) / 1000, outcome);
      try {
        const rows = await store.query<Row>(...asked);
        tell("answered");
        return rows;
      } catch (thrown) {
        tell("failed");
        throw thrown;
      }
    },
  };
}
