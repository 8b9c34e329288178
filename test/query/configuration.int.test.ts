import { afterAll, beforeAll, expect, it } from "vitest";
import { readConfiguration } from "../../src/query/configuration.ts";
import { boot, exchange, openTold, type Told } from "./diagnosis/told.ts";

let told: Told;
beforeAll(async () => {
  told = await openTold();
  await told.tell("CP-1", (link) => {
    boot(link);
    const from = "csms" as const;
    const configurationKey = [
      { key: "HeartbeatInterval", readonly: false, value: "300" },
      { key: "AuthorizationKey", readonly: false, value: "0102030405060708" },
    ];
    exchange(link, ["GetConfiguration", {}, { configurationKey }], { id: "c1", from });
    const change = { key: "HeartbeatInterval", value: "60" };
    exchange(link, ["ChangeConfiguration", change, { status: "Accepted" }], { id: "c2", from });
    exchange(link, ["ChangeConfiguration", { ...change, value: "1" }, { status: "Rejected" }], {
      ...{ id: "c3", from },
    });
  });
});
afterAll(() => told.close());

it("tells each setting as it was last seen, with the message that said it", async () => {
  const { settings, isCut } = await readConfiguration("CP-1", told.deps(3_600_000));
  expect(isCut).toBe(false);
  expect(settings).toMatchObject([
    { name: "AuthorizationKey", value: null, isHidden: true, seq: 4 },
    {
      ...{ component: null, name: "HeartbeatInterval", value: "60", isReadOnly: false },
      ...{ source: "ChangeConfiguration", needsReboot: false, seq: 6 },
    },
  ]);
  expect(settings[1]?.at).toMatch(/^2026-09-21T.*Z$/);
});

it("of a station that was never asked, nothing is known", async () => {
  expect(await readConfiguration("CP-2", told.deps(0))).toEqual({ settings: [], isCut: false });
});
