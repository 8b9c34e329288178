import { expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import {
  boundsFor,
  boundsOf,
  boundsOfEngine,
  defaultBounds,
  overflowModes,
  readSettings,
} from "../../src/store/read-bounds.ts";

const GiB = 1024 ** 3;

it("every question says that it only reads, what it may cost, and that half an answer is none", () => {
  const settings = readSettings({ ...defaultBounds, memoryBytesMax: 1_000, rowsReadMax: 2_000 });
  expect(settings).toMatchObject({
    readonly: "2",
    max_memory_usage: "1000",
    max_rows_to_read: "2000",
    ...overflowModes,
  });
  expect(Object.keys(settings)).toEqual(
    expect.arrayContaining(Object.keys(boundsOf(defaultBounds))),
  );
  expect(new Set(Object.values(overflowModes))).toEqual(new Set(["throw"]));
});

it("the embedded engine gives a question half of its memory at most, a server what was configured", () => {
  expect(boundsOfEngine(GiB, { ...defaultBounds, memoryBytesMax: 4 * GiB }).memoryBytesMax).toBe(
    GiB / 2,
  );
  const query = { memoryBytesMax: "4GiB" };
  const embedded = configSchema.parse({ query });
  expect(boundsFor(embedded).memoryBytesMax).toBe(GiB);
  const served = configSchema.parse({ query, store: { url: "http://clickhouse.example:8123" } });
  expect(boundsFor(served).memoryBytesMax).toBe(4 * GiB);
});
