import { expect, it } from "vitest";
import { newLinkId } from "../../../src/base/ids.ts";
import { nothing, statelessRule } from "../../../src/findings/rule.ts";
import {
  endTransaction,
  isPause,
  limitInForce,
  noteProfiles,
  parseProfiles,
  saveProfiles,
  wattsOf,
} from "../../../src/findings/rules/profiles-in-force.ts";
import type { ChargingProfile } from "../../../src/sessions/profiles.ts";
import { meteringStory } from "../../support/metering.ts";

const profileOf = (of: Partial<ChargingProfile>): ChargingProfile => ({
  ...{ linkId: newLinkId(), seq: 1, atUs: 0, profileId: 1, stackLevel: 0, purpose: "TxProfile" },
  ...{ transactionId: "", connectorId: 1, unit: "A", startsAtUs: 0, durationS: null },
  ...{ recursEveryS: null, periods: [{ startS: 0, limit: 16 }] },
  ...of,
});
const at = (limit: number) => [{ startS: 0, limit }];

it("takes of one purpose the highest stack level, and of all the lowest limit", () => {
  const profiles = [
    profileOf({ stackLevel: 1, periods: at(20) }),
    profileOf({ stackLevel: 0, periods: at(6) }),
    profileOf({ purpose: "ChargePointMaxProfile", connectorId: 0, periods: at(32) }),
  ];
  expect(limitInForce(profiles, "connector 1", 5)).toMatchObject({ limit: 20, stackLevel: 1 });
  profiles.push(profileOf({ purpose: "ChargePointMaxProfile", connectorId: 0, periods: at(8) }));
  expect(limitInForce(profiles, "connector 1", 5)).toMatchObject({ limit: 8 });
});

it("lets a TxProfile replace the TxDefaultProfile, until its transaction ends", () => {
  const standard = profileOf({ purpose: "TxDefaultProfile", connectorId: 0, periods: at(6) });
  const profiles = [standard, profileOf({ periods: at(16) })];
  expect(limitInForce(profiles, "connector 1", 5)).toMatchObject({ limit: 16 });
  expect(limitInForce(profiles, "connector 11", 5)).toMatchObject({ limit: 6 });
  endTransaction(profiles, "connector 1");
  expect(limitInForce(profiles, "connector 1", 5)).toMatchObject({ limit: 6 });
});

it("follows the periods of a schedule", () => {
  const periods = [...at(16), { startS: 60, limit: 0 }];
  const profiles = [profileOf({ periods, durationS: 120 })];
  const limitAt = (seconds: number) =>
    limitInForce(profiles, "connector 1", seconds * 1_000_000)?.limit ?? null;
  expect([limitAt(5), limitAt(61), limitAt(121)]).toEqual([16, 0, null]);
});

it("remembers what the station accepted, until it is cleared, and not for ever", () => {
  const profiles: ChargingProfile[] = [];
  const text = { id: "listener", title: "", severity: "note", side: "ours" } as const;
  const rule = statelessRule(
    { ...text, clause: "", explanation: "", remedy: "" },
    {
      message(happening, link) {
        noteProfiles(profiles, happening, link);
        return nothing;
      },
    },
  );
  const story = meteringStory(rule).limit(16, "A").limit(10, "A");
  expect(profiles).toMatchObject([{ profileId: 5, periods: at(10) }]);
  story.link
    .csms('[2,"c","ClearChargingProfile",{"id":5}]')
    .station('[3,"c",{"status":"Accepted"}]');
  expect(profiles).toEqual([]);
  for (let id = 0; id < 40; id += 1) story.limit(6, "A", { chargingProfileId: id, stackLevel: id });
  expect(profiles).toHaveLength(8);
});

it("knows which limits are too low to charge with", () => {
  expect(isPause({ limit: 0, unit: "W" })).toBe(true);
  expect(isPause({ limit: 5.9, unit: "A" })).toBe(true);
  expect(isPause({ limit: 6, unit: "A" })).toBe(false);
  expect(isPause({ limit: null, unit: "" })).toBe(false);
  expect(wattsOf({ limit: 16, unit: "A" })).toBe(11_040);
});

it("comes back as it was saved, and whatever was saved", () => {
  const profiles = [profileOf({}), profileOf({ unit: "W", startsAtUs: null })];
  expect(parseProfiles(JSON.parse(JSON.stringify(saveProfiles(profiles))))).toEqual(profiles);
  for (const other of [null, 5, [1, {}, { linkId: "x", unit: "A" }]]) {
    expect(parseProfiles(other)).toEqual([]);
  }
});
