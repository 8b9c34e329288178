import { expect, it } from "vitest";
import { authorizeRefused } from "../../../src/findings/rules/authorize-refused.ts";
import { story } from "../../sessions/tell.ts";

const rules = [authorizeRefused];

it("says what the CSMS's word means, in both versions", () => {
  const one = story({ rules }).says(
    "Authorize",
    { idTag: "SECRET" },
    { idTagInfo: { status: "Expired" } },
  );
  expect(one.recording.findings()).toMatchObject([
    {
      ...{ rule: "authorize-refused", severity: "warning", side: "csms", evidence: [1, 2] },
      sentence:
        "The CSMS answered Authorize with Expired: the token was valid once and is no longer.",
    },
  ]);
  const two = story({ rules, version: "2.0.1" }).says(
    "Authorize",
    { idToken: { idToken: "SECRET", type: "ISO14443" } },
    { idTokenInfo: { status: "NoCredit" } },
  );
  expect(two.recording.findings()).toMatchObject([{ details: { status: "NoCredit" } }]);
});

it("never tells the token", () => {
  const told = story({ rules }).says(
    "Authorize",
    { idTag: "SECRET" },
    { idTagInfo: { status: "Blocked" } },
  );
  expect(JSON.stringify(told.recording.findings())).not.toContain("SECRET");
});

it("is silent for an accepted token, for no answer, and for another action", () => {
  const told = story({ rules })
    .says("Authorize", { idTag: "A" }, { idTagInfo: { status: "Accepted" } })
    .says("Authorize", { idTag: "A" }, null)
    .fails("Authorize", { idTag: "A" }, "InternalError")
    .says("Authorize", { idTag: "A" }, { idTagInfo: 5 })
    .says("DataTransfer", { vendorId: "v" }, { idTagInfo: { status: "Blocked" } });
  expect(told.recording.findings()).toEqual([]);
});
