/** What routes are made of, for the tests that only look at them. */
import type { RouteDeps } from "../../src/console/route.ts";
import { noStore } from "./served.ts";

export const idleDeps: RouteDeps = {
  reader: noStore,
  clock: { nowUs: () => 0 },
  retentionDays: 1,
  live: { serve: () => undefined, listeners: () => 0, skipped: () => 0, close: () => undefined },
  observe: () => undefined,
  system: () => Promise.reject(new Error("nobody asks for the system here")),
};
