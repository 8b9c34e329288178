import { expect, it } from "vitest";
import { rules } from "../../../src/findings/catalogue.ts";
import { messagePutIn } from "../../../src/findings/rules/message-put-in.ts";
import { record } from "../../support/recording.ts";

const CALL = '[2,"x-1","TriggerMessage",{"requestedMessage":"Heartbeat"}]';

it("says of a message that was put in for whom, and of its answer whom it was for", () => {
  const recording = record({ rules: [messagePutIn] });
  const link = recording.link().open().station('[2,"1","Heartbeat",{}]');
  link.note({ note: "aside", seq: 2, by: "operator anna", did: "sent" });
  link.csms(CALL, { leg: "station" });
  link.note({ note: "aside", seq: 3, by: "operator anna", did: "answered" });
  link.station('[3,"x-1",{"status":"Accepted"}]', { leg: "station" });
  link.csms('[3,"1",{"currentTime":"2026-01-01T00:00:00Z"}]');
  expect(recording.findings()).toMatchObject([
    {
      ...{ rule: "message-put-in", side: "ours", evidence: [2] },
      sentence: "This was put in for operator anna: the CSMS did not send it.",
    },
    { evidence: [3], sentence: "This answers operator anna: the CSMS did not get it." },
  ]);
});

it("blames the CSMS for nothing that ocpptap has said", () => {
  const recording = record({ rules });
  const link = recording.link().open();
  link.note({ note: "aside", seq: 1, by: "operator anna", did: "sent" });
  link.csms('[2,"x-1","TriggerMessage",{"requestedMessage":"Nonsense"}]', { leg: "station" });
  link.csms('[2,"c-1","ClearCache",{}]');
  link.station('[3,"c-1",{"status":"Accepted"}]');
  link.note({ note: "aside", seq: 4, by: "operator anna", did: "answered" });
  link.station('[4,"x-1","PropertyConstraintViolation","",{}]', { leg: "station" });
  const blamed = recording.findings().filter(({ side }) => side === "csms");
  expect(blamed).toEqual([]);
  const put = recording.findings().filter(({ rule }) => rule === "message-put-in");
  expect(put).toHaveLength(2);
});
