import { describe, expect, it } from "vitest";
import { clusterOf, layoutOf, renderSingle } from "../../src/store/layout.ts";

const template = `CREATE TABLE IF NOT EXISTS {{local}}links {{on_cluster}} (a UInt64)
ENGINE = {{replicated}}ReplacingMergeTree(a) SETTINGS
    non_replicated_deduplication_window = 10000`;

describe("the layout", () => {
  it("of a single server is one database and plain tables", () => {
    const layout = layoutOf({ database: "ocpptap" });
    expect(layout).toMatchObject({ tables: "ocpptap", onCluster: "", local: "", cluster: null });
    expect(layout.render(template)).toBe(renderSingle(template));
    expect(renderSingle(template)).toBe(`CREATE TABLE IF NOT EXISTS links  (a UInt64)
ENGINE = ReplacingMergeTree(a) SETTINGS
    non_replicated_deduplication_window = 10000`);
  });

  it("of a cluster puts replicated tables into a second database, on every node", () => {
    const cluster = { name: "c", isReplicated: true };
    const { render } = layoutOf({ database: "o`x", cluster });
    expect(
      render(template),
    ).toBe(`CREATE TABLE IF NOT EXISTS \`o\\\`x_shard\`.links ON CLUSTER 'c' (a UInt64)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', a) SETTINGS
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 2592000`);
    expect(render("ENGINE = {{replicated}}MergeTree\nORDER BY a")).toBe(
      "ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')\nORDER BY a",
    );
  });

  it("of a cluster without replicas has plain tables on every node", () => {
    const cluster = { name: "c", isReplicated: false };
    const { render } = layoutOf({ database: "o", cluster });
    expect(render(template)).toBe(
      renderSingle(template).replace("links  (", "`o_shard`.links ON CLUSTER 'c' ("),
    );
  });

  it("takes the cluster from the configuration, and knows its placeholders", () => {
    const url = "http://a:8123/o";
    const store = { url, coldPolicy: "tiered", coldVolume: "cold" };
    expect(clusterOf({ ...store, replicated: true })).toBeNull();
    expect(clusterOf({ ...store, cluster: "c", replicated: false })).toEqual({
      name: "c",
      isReplicated: false,
    });
    expect(() => renderSingle("{{else}}")).toThrow("a known placeholder, not else");
  });
});
