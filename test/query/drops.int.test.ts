import { afterAll, beforeAll, expect, it } from "vitest";
import { rankDrops } from "../../src/query/drops.ts";
import { boot, openTold, type Told } from "./diagnosis/told.ts";

let told: Told;
beforeAll(async () => {
  told = await openTold();
  for (const [station, how] of [
    ["A", "reset"],
    ["B", "reset"],
    ["C", "slow"],
    ["D", "csms"],
  ] as const) {
    await told.tell(station, (link) => {
      boot(link);
      link.csms('[2,"1","GetConfiguration",{}]').station('[3,"1",{}]');
      if (how === "slow") link.tick(60_000);
      link.close({ closedBy: how === "csms" ? "csms" : "station", how: "reset" });
    });
  }
  await told.tell("A", (link) => {
    link.csms('[2,"1","Reset",{"type":"Hard"}]').close({ closedBy: "station", how: "fin" });
  });
});
afterAll(() => told.close());

const rank = (group: "model" | "firmware" | "station", station = "") =>
  rankDrops({ group, station, fromUs: null, toUs: null, limit: 10 }, told.deps(3_600_000));

it("ranks commands by the links that did not survive them, and how often they were sent", async () => {
  expect(await rank("model")).toMatchObject([
    {
      ...{ key: "ACME One", action: "GetConfiguration", drops: 2, sent: 4, stations: 2 },
      isExpected: false,
      last: { seq: 3 },
    },
    { action: "Reset", drops: 1, sent: 1, isExpected: true },
  ]);
  expect((await rank("station")).map(({ key, action }) => `${key} ${action}`)).toEqual([
    ...["A GetConfiguration", "A Reset", "B GetConfiguration"],
  ]);
  expect(await rank("firmware", "B")).toMatchObject([{ drops: 1, sent: 1 }]);
});
