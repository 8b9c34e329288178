import { expect, it } from "vitest";
import { readFacts } from "../../src/cutover/read-facts.ts";
import type { Reader } from "../../src/query/reader.ts";
import { placeOf, planOf, runOf } from "./facts.ts";

/** What was asked, by the tables that it is about. */
function recordOf() {
  const tables: string[] = [];
  const query = async (statement: string) => {
    const [, table = ""] = /FROM (\w+)/.exec(statement) ?? [];
    tables.push(table);
    return [];
  };
  const reader: Reader = { query: query as Reader["query"] };
  return { tables, deps: { reader, clock: { nowUs: () => 1_000_000 }, retentionDays: 1 } };
}

const rules = [
  { kind: "findings", stations: 1 },
  { kind: "refusals", sharePercent: 10, stations: 1 },
  { kind: "untranslatable", count: 1, stations: 1 },
];
const STATIONS = ["links", "station_boots", "station_status", "transactions"];

it("before anybody was moved it asks for stations only", async () => {
  const { tables, deps } = recordOf();
  const facts = await readFacts(planOf({ rollBack: { rules } }), runOf({}), deps);
  expect(facts.stations.size).toBe(0);
  expect(tables).toEqual(STATIONS);
});

it("then for what the plan's rules are about, and for nothing else", async () => {
  const moved = runOf({ A: placeOf() });
  const all = recordOf();
  await readFacts(planOf({ rollBack: { rules } }), moved, all.deps);
  expect(all.tables).toEqual([...STATIONS, "findings", "messages", "findings"]);
  const one = recordOf();
  await readFacts(planOf({ rollBack: { rules: rules.slice(0, 1) } }), moved, one.deps);
  expect(one.tables).toEqual([...STATIONS, "findings"]);
});
