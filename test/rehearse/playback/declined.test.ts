import { expect, it } from "vitest";
import { actionsOf, sendersOfAction } from "../../../src/ocpp/actions.ts";
import { validate } from "../../../src/ocpp/validator.ts";
import { declinedAnswer } from "../../../src/rehearse/playback/declined.ts";
import { samplePayload } from "../../support/schema-samples.ts";

/** What a stand-in cannot decline: the version has no such answer, or nobody knows it. */
const unanswered: Readonly<Record<"1.6" | "2.0.1", readonly string[]>> = {
  "1.6": ["UpdateFirmware"],
  "2.0.1": [],
};

it.each(["1.6", "2.0.1"] as const)("has a valid answer to each call of a CSMS of %s", (version) => {
  const silent: string[] = [];
  const invalid: unknown[] = [];
  for (const action of actionsOf(version)) {
    if (sendersOfAction(version, action)?.includes("csms") !== true) continue;
    const request = { version, action, kind: "request", size: "least", word: 0 } as const;
    const answer = declinedAnswer(version, action, samplePayload(request));
    if (answer === null) silent.push(action);
    else {
      const verdict = validate({ version, action, kind: "response" }, answer);
      if (verdict.kind !== "valid") invalid.push({ action, answer, verdict });
    }
  }
  expect(silent).toEqual(unanswered[version]);
  expect(invalid).toEqual([]);
});

it("promises nothing, and knows no action that is none", () => {
  expect(declinedAnswer("1.6", "RemoteStartTransaction", {})).toEqual({ status: "Rejected" });
  expect(declinedAnswer("1.6", "GetConfiguration", { key: ["A"] })).toEqual({
    ...{ configurationKey: [], unknownKey: ["A"] },
  });
  expect(declinedAnswer("1.6", "__proto__", {})).toBeNull();
  expect(declinedAnswer("2.1", "__proto__", {})).toBeNull();
});
