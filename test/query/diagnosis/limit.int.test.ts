import { afterAll, beforeAll, expect, it } from "vitest";
import { limit } from "../../../src/query/diagnosis/limit.ts";
import { boot, exchange, openTold, type Told } from "./told.ts";

let told: Told;
beforeAll(async () => {
  told = await openTold();
});
afterAll(() => told.close());

const ask = (station: string) => limit(told.asked(station, 60_000), told.deps(60_000));
const profile = {
  connectorId: 1,
  csChargingProfiles: {
    ...{ chargingProfileId: 5, stackLevel: 2, chargingProfilePurpose: "TxDefaultProfile" },
    chargingProfileKind: "Absolute",
    chargingSchedule: {
      chargingRateUnit: "A",
      chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }],
    },
  },
};

it("tells limit, profile and whether the station took it", async () => {
  const told1 = (station: string, answer: object) =>
    told.tell(station, (link) => {
      boot(link);
      exchange(link, ["SetChargingProfile", profile, answer], { id: "p", from: "csms" });
    });
  await told1("CP-no", { status: "NotSupported" });
  expect(await ask("CP-no")).toEqual({
    verdict: "warning",
    answer: expect.stringMatching(
      /^The CSMS set 16 A by charging profile 5 \(TxDefaultProfile, stack level 2\) on connector 1, .+; the station did not take it: NotSupported\.$/,
    ),
    evidence: [expect.objectContaining({ seq: 3 }), expect.objectContaining({ seq: 4 })],
  });
  await told1("CP-yes", { status: "Accepted" });
  const said = await ask("CP-yes");
  expect(said.answer).toMatch(/16 A/);
  expect(["unknown", "ok"]).toContain(said.verdict);
});

it("knows of none where none was set", async () => {
  await told.tell("CP-free", (link) => boot(link));
  expect(await ask("CP-free")).toMatchObject({ verdict: "unknown", evidence: [] });
});
