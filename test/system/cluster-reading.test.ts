/**
 * Tests of reading once more, with the record divided over two shards: written through one node,
 * read through the other.
 */
import { describe } from "vitest";
import { recordIs } from "../query/record.ts";

recordIs.onCluster = true;

// Each within a suite of its own, so that one cluster runs at a time.
describe("counterparts", async () => void (await import("../query/counterparts.int.test.ts")));
describe("facets", async () => void (await import("../query/facets.int.test.ts")));
describe("findings", async () => void (await import("../query/findings.int.test.ts")));
describe("histogram", async () => void (await import("../query/histogram.int.test.ts")));
describe("links", async () => void (await import("../query/links.int.test.ts")));
describe("one message", async () => void (await import("../query/message.int.test.ts")));
describe("search", async () => void (await import("../query/sql.int.test.ts")));
describe("station days", async () => void (await import("../query/station-days.int.test.ts")));
describe("stations", async () => void (await import("../query/stations.int.test.ts")));
describe("store", async () => void (await import("../query/store-state.int.test.ts")));
describe("transactions", async () => void (await import("../query/transactions.int.test.ts")));
