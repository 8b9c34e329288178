import { describe, expect, it } from "vitest";
import { clusterFaults } from "../../src/store/cluster-check.ts";

const url = "http://h:8123";
const macros = ["shard", "replica"];
const shards = [{ shard_num: "1" }, { shard_num: "2" }];
const replicas = [
  { shard_num: 1, internal_replication: 1 },
  { shard_num: 1, internal_replication: 1 },
];

const problems = (...given: Parameters<typeof clusterFaults>) =>
  clusterFaults(...given).map(({ message }) => message.split(": ")[1]);

describe("a cluster", () => {
  it("is fit with replicas that copy, or with one node a shard", () => {
    const replicated = { name: "c", isReplicated: true };
    expect(problems(replicated, { url, nodes: replicas, macros })).toEqual([]);
    expect(
      problems({ ...replicated, isReplicated: false }, { url, nodes: shards, macros: [] }),
    ).toEqual([]);
  });

  it("is unfit where rows would be lost from sight or stored twice", () => {
    const replicated = { name: "c", isReplicated: true };
    const single = { name: "c", isReplicated: false };
    expect(problems(replicated, { url, nodes: [], macros })).toEqual(["it knows no cluster c."]);
    expect(problems(single, { url, nodes: replicas, macros })).toEqual([
      "a shard of c has replicas, and none is wanted.",
    ]);
    const doubled = replicas.map((node) => ({ ...node, internal_replication: 0 }));
    expect(problems(replicated, { url, nodes: doubled, macros: ["shard"] })).toEqual([
      "it has no macro replica.",
      "c would write each row to every replica, which copy it anyway.",
    ]);
  });
});
