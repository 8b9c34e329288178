import { expect, it } from "vitest";
import type { Store } from "../../src/store/client.ts";
import { applyDistributed, createDistributed } from "../../src/store/distributed.ts";
import { layoutOf } from "../../src/store/layout.ts";

const cluster = { name: "c", isReplicated: true };
const layout = layoutOf({ database: "o", cluster });

it("divides by station, and what is of no station by what it is", () => {
  expect(createDistributed("links", layout, cluster)).toBe(
    "CREATE OR REPLACE TABLE `o`.`links` ON CLUSTER 'c'\nAS `o_shard`.`links` ENGINE = Distributed('c', 'o_shard', 'links', cityHash64(station_id))",
  );
  expect(createDistributed("migrations", layout, cluster)).toContain("cityHash64(version))");
});

it("makes what is missing or has other columns, and nothing on a single server", async () => {
  const sent: string[] = [];
  const rows = [
    { database: "o_shard", table: "gaps", columns: "a UInt8" },
    { database: "o", table: "gaps", columns: "a UInt8" },
    { database: "o_shard", table: "links", columns: "a UInt8, b String" },
    { database: "o", table: "links", columns: "a UInt8" },
    { database: "o_shard", table: "messages", columns: "a UInt8" },
  ];
  const store: Store = {
    url: () => "",
    query: async <Row>() => rows as Row[],
    stream: async function* () {
      yield* [];
    },
    insert: async () => undefined,
    command: async (statement) => void sent.push(statement),
    close: async () => undefined,
  };
  expect(await applyDistributed(store, layout)).toEqual(["links", "messages", "shard_parts"]);
  expect(sent).toHaveLength(3);
  expect(sent[2]).toContain("ENGINE = Distributed('c', 'system', 'parts')");
  expect(await applyDistributed(store, layoutOf({ database: "o" }))).toEqual([]);
});
