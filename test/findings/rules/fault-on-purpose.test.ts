import { expect, it } from "vitest";
import { faultOnPurpose } from "../../../src/findings/rules/fault-on-purpose.ts";
import { record } from "../../support/recording.ts";

const acted = { note: "fault-on-purpose", fault: "slow", seq: 1, sender: "station" } as const;

it("says which fault did what to which message, and that ocpptap did it", () => {
  const recording = record({ rules: [faultOnPurpose] });
  const link = recording.link().open().station('[2,"1","Heartbeat",{}]');
  link.note({ ...acted, did: "delayed", detail: "it was held for 2000 ms" });
  link.note({ ...acted, did: "duplicated", detail: "a copy went on behind it", made: 2 });
  link.note({ ...acted, did: "nothing", detail: "it is no whole text" });
  expect(recording.findings()).toMatchObject([
    {
      ...{ rule: "fault-on-purpose", severity: "note", side: "ours", evidence: [1] },
      sentence:
        "The fault on purpose slow acted on this message of the station: it was held for 2000 ms.",
      details: { fault: "slow", did: "delayed" },
    },
    { evidence: [1, 2], details: { did: "duplicated" } },
    { sentence: expect.stringContaining("could do nothing to this message"), evidence: [1] },
  ]);
});

it("is silent about other notes", () => {
  const recording = record({ rules: [faultOnPurpose] });
  recording.link().open().note({ note: "intercept-ended", problem: "a bug" });
  expect(recording.findings()).toEqual([]);
});
