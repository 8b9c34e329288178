import { defineConfig } from "vitest/config";

/** Tests that start the store's engine for themselves, and are not watched by the clock. */
const engineTests = [
  "alerts",
  "cli",
  "console",
  "deploy",
  "grafana",
  "query",
  "recorder",
  "rehearse",
  "store",
].map((folder) => `test/${folder}/**/*.int.test.ts`);

/**
 * Three projects, one after the other: `unit` runs anywhere in seconds; `engine` needs the store's
 * engine; `system` starts whole programs, some of them watched by the clock, and runs alone.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/system/**", "test/**/*.int.test.ts"],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          // All cores: without this, one of them is left to nobody on a small machine.
          maxWorkers: "100%",
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "engine",
          include: engineTests,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: "100%",
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "system",
          // Prints the table of faults at the end.
          globalSetup: ["test/support/fault-table.ts"],
          include: ["test/system/**/*.test.ts", "test/**/*.int.test.ts"],
          exclude: engineTests,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
