import { expect, it } from "vitest";
import { errorCodeUnknown } from "../../../src/findings/rules/error-code-unknown.ts";
import { record } from "../../support/recording.ts";

function findingsFor(code: string) {
  const recording = record({ rules: [errorCodeUnknown] });
  recording.link().open().station('[2,"1","Heartbeat",{}]').csms(`[4,"1","${code}","",{}]`);
  return recording.findings();
}

it("names the code", () => {
  expect(findingsFor("NullPointerException")).toMatchObject([
    {
      severity: "warning",
      side: "csms",
      evidence: [2],
      sentence:
        "The CSMS sent an error (id 1) with the code NullPointerException, which no OCPP version knows.",
    },
  ]);
  expect(findingsFor("")).toHaveLength(1);
});

it("is silent about any version's codes, and leaves slips of the pen to another rule", () => {
  for (const code of ["NotSupported", "FormatViolation", "NotSuported"]) {
    expect(findingsFor(code)).toEqual([]);
  }
});
