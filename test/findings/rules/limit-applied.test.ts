import { expect, it } from "vitest";
import { limitApplied } from "../../../src/findings/rules/limit-applied.ts";
import { current, MINUTE_MS, meteringStory, power } from "../../support/metering.ts";

const charging = () =>
  meteringStory(limitApplied)
    .status("Charging")
    .sample([current(31.9)]);

it("notes a limit that is followed: how much, where, and by which profile", () => {
  const story = charging()
    .limit(16, "A")
    .sample([current(15.8)])
    .sample([current(15.9)]);
  expect(story.recording.findings()).toMatchObject([
    {
      ...{ severity: "note", side: "station", evidence: [6, 9] },
      sentence:
        "The limit of 16 A for connector 1 in transaction 7 was set by TxProfile 5 at stack level 0, and it is followed: 15.9 A were measured 2 min later.",
      details: { limit: 16, unit: "A", isFollowed: true, measured: 15.9, profileId: 5 },
    },
  ]);
});

it("warns of a limit that is not followed", () => {
  const story = charging().limit(16, "A");
  for (let at = 0; at < 5; at += 1) story.sample([current(31.9)]);
  expect(story.recording.findings()).toMatchObject([
    {
      severity: "warning",
      sentence:
        "The limit of 16 A for connector 1 in transaction 7 was set by TxProfile 5 at stack level 0, and it is not followed: 31.9 A were measured 3 min later, and more than the limit in 3 samples in a row.",
    },
  ]);
});

it("compares watt with power, and tolerates a tenth or 1 A", () => {
  const story = charging()
    .limit(7_000, "W")
    .sample([power(7_600)])
    .sample([power(7_650)]);
  story
    .limit(6, "A")
    .sample([current(6.9)])
    .sample([current(6.9)]);
  expect(story.recording.findings()).toMatchObject([
    { severity: "note", details: { unit: "W", measured: 7_650 } },
    { severity: "note", details: { unit: "A", measured: 6.9 } },
  ]);
});

it("tells a limit once, and the same limit not again", () => {
  const story = charging()
    .limit(16, "A")
    .sample([current(15)])
    .sample([current(15)]);
  story
    .limit(16, "A")
    .sample([current(15)])
    .sample([current(15)]);
  expect(story.sentences()).toHaveLength(1);
});

it("counts limits that changed too soon to be judged", () => {
  const story = charging().limit(16, "A").limit(15, "A").limit(14, "A");
  story.sample([current(13)]).sample([current(13)]);
  expect(story.sentences()).toEqual([
    "The limit of 14 A for connector 1 in transaction 7 was set by TxProfile 5 at stack level 0, and it is followed: 13 A were measured 2 min later. Before it, 2 limits changed too soon to be judged.",
  ]);
});

it("tells what the station made of a limit of 0: it paused", () => {
  expect(charging().limit(0, "A").status("SuspendedEVSE").sentences()).toEqual([
    "The limit of 0 A for connector 1 in transaction 7 was set by TxProfile 5 at stack level 0, and the station paused: it said SuspendedEVSE 1 s later.",
  ]);
});

it("tells what the station made of a limit of 0: it ended the transaction", () => {
  const story = charging().limit(0, "W").stop(5, { reason: "Other" });
  expect(story.recording.findings()).toMatchObject([
    {
      severity: "warning",
      sentence:
        "The limit of 0 W for connector 1 in transaction 7 was set by TxProfile 5 at stack level 0, and the station did not pause, but ended the transaction 1 s later with the reason Other.",
    },
  ]);
  expect(charging().limit(0, "W").stop(5, { reason: "Remote" }).sentences()).toEqual([]);
});

it("tells what the station made of a limit of 0: nothing", () => {
  const story = charging().limit(0, "A");
  for (let at = 0; at < 3; at += 1) story.sample([current(16)]);
  expect(story.recording.findings()).toMatchObject([
    { severity: "warning", sentence: expect.stringContaining("went on charging with 16 A") },
  ]);
});

it("says after ten minutes that nothing decided it", () => {
  const story = charging().limit(16, "A");
  story.link.tick(9 * MINUTE_MS);
  expect(story.sentences()).toEqual([]);
  story.link.tick(2 * MINUTE_MS);
  expect(story.recording.findings()).toMatchObject([
    { severity: "note", details: { isFollowed: null }, evidence: [6] },
  ]);
});

it("says nothing of a profile that was refused, or that another one outranks", () => {
  const story = charging()
    .limit(16, "A")
    .sample([current(15)])
    .sample([current(15)]);
  story.limit(6, "A", { chargingProfilePurpose: "TxDefaultProfile", chargingProfileId: 6 });
  story
    .sample([current(15)])
    .sample([current(15)])
    .sample([current(15)]);
  expect(story.sentences()).toHaveLength(1);
  const refused = charging();
  const payload = { connectorId: 1, csChargingProfiles: {} };
  refused.link.csms(JSON.stringify([2, "x", "SetChargingProfile", payload]));
  refused.link.station('[3,"x",{"status":"Rejected"}]');
  expect(
    refused
      .sample([current(15)])
      .sample([current(15)])
      .sentences(),
  ).toEqual([]);
});

it("says nothing while nothing was ever limited", () => {
  expect(
    charging()
      .sample([current(32)])
      .status("Available")
      .sentences(),
  ).toEqual([]);
});
