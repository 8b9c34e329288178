/** What routes are made of, for the tests that only look at them. */
import { configSchema } from "../../src/config/schema.ts";
import type { RouteDeps } from "../../src/console/route.ts";
import { createPlanDesk } from "../../src/cutover/desk.ts";
import { createFaultDesk } from "../../src/disturbances/desk.ts";
import { createCommandDesk } from "../../src/fleet/command-desk.ts";
import { createOverrideDesk } from "../../src/fleet/override-desk.ts";
import { aloneBooks, aloneFleet } from "../support/alone.ts";
import { noStore } from "./served.ts";

/** Of a request: whoever asks. */
export const nobody = { isSaid: () => false, from: "127.0.0.1", caller: "127.0.0.1" };

export const idleDeps: RouteDeps = {
  readerOf: () => noStore,
  clock: { nowUs: () => 0 },
  retentionDays: 1,
  live: { serve: () => undefined, listeners: () => 0, skipped: () => 0, close: () => undefined },
  observe: () => undefined,
  rehearsed: () => ({ ...configSchema.parse({}), consoleUrl: "" }),
  faults: createFaultDesk(() => configSchema.parse({}), {
    ...{ board: aloneFleet.board, book: aloneBooks.faults },
    ...{ clock: { nowUs: () => 0 }, observe: () => undefined },
  }),
  overrides: createOverrideDesk(() => configSchema.parse({}), {
    ...{ board: aloneFleet.board, book: aloneBooks.overrides },
    ...{ clock: { nowUs: () => 0 }, observe: () => undefined },
  }),
  commands: createCommandDesk(() => configSchema.parse({}), aloneFleet.board),
  plans: {
    problem: () => null,
    desk: createPlanDesk(() => configSchema.parse({}), {
      ...{ board: aloneFleet.board, clock: { nowUs: () => 0 } },
    }),
  },
  system: () => Promise.reject(new Error("nobody asks for the system here")),
};
