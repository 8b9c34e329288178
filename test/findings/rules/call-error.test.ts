import { expect, it } from "vitest";
import { callError } from "../../../src/findings/rules/call-error.ts";
import { record } from "../../support/recording.ts";

function sentencesOf(call: string, answer: string) {
  const recording = record({ rules: [callError] });
  recording.link().open().csms(call).station(answer);
  return recording.findings();
}

it("says what the code means and blames the caller for its payload", () => {
  expect(
    sentencesOf('[2,"c1","Reset",{}]', '[4,"c1","TypeConstraintViolation","type?",{}]'),
  ).toMatchObject([
    {
      severity: "warning",
      side: "csms",
      evidence: [1, 2],
      sentence:
        'The station answered Reset (id c1) of the CSMS with the error TypeConstraintViolation ("type?"), which says that a field has the wrong type.',
    },
  ]);
});

it("says where the code does not fit, and blames who cannot do what the version has", () => {
  expect(sentencesOf('[2,"1","Reset",{}]', '[4,"1","NotImplemented","",{}]')).toMatchObject([
    {
      side: "station",
      sentence: expect.stringMatching(
        /; OCPP 1\.6 has that action, so NotSupported would be the code for it\.$/,
      ),
    },
  ]);
  expect(sentencesOf('[2,"1","Rest",{}]', '[4,"1","NotSupported","",{}]')).toMatchObject([
    { side: "csms", sentence: expect.stringMatching(/so NotImplemented would be the code/) },
  ]);
  expect(sentencesOf('[2,"1","GetLog",{}]', '[4,"1","NotImplemented","",{}]')).toMatchObject([
    { side: "station", sentence: expect.not.stringMatching(/would be/) },
  ]);
});

it("leaves an error that answers nothing to response-unmatched, but for a gap", () => {
  const recording = record({ rules: [callError] });
  recording.link().open().csms('[4,"9","Oops","",{}]');
  expect(recording.findings()).toEqual([]);
  recording.link().open().gap(1, 3).csms('[4,"9","Oops","",{}]', { seq: 4 });
  expect(recording.findings()).toMatchObject([
    { side: "csms", evidence: [4], sentence: expect.stringMatching(/with the error Oops\.$/) },
  ]);
});

it("does not repeat what may be a secret of the call", () => {
  const call = '[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"Correct-Horse"}]';
  const [found] = sentencesOf(call, '[4,"1","GenericError","no \\"Correct-Horse\\"",{}]');
  expect(found).toMatchObject({
    sentence: expect.not.stringMatching(/orse/),
    details: { errorDescription: "" },
  });
});

it("is silent about a result that says Rejected", () => {
  expect(sentencesOf('[2,"1","Reset",{}]', '[3,"1",{"status":"Rejected"}]')).toEqual([]);
});

it("says so where ocpptap, which translates, refused by itself, and blames nobody else for it", () => {
  const call = '[2,"1","Authorize",{"idTag":"AB"}]';
  const error = '[4,"1","GenericError","the CSMS cannot be reached",{}]';
  const recording = record();
  const link = recording.link().open({ leg: "station", mode: "translate" }).station(call);
  link.csms(error).station(call.replace('"1"', '"2"'));
  const other = recording.link().open({ leg: "csms", mode: "translate" });
  const from = { linkId: other.linkId, seq: 1 };
  link.note({ note: "translated", seq: 4, from }).csms(error.replace('"1"', '"2"'));
  const found = recording.findings().filter(({ rule }) => rule === "call-error");
  expect(found.map(({ side, evidence }) => [side, evidence])).toEqual([
    ["ours", [1, 2]],
    ["csms", [3, 4]],
  ]);
  expect(found[0]?.["sentence"]).toMatch(
    /^ocpptap answered Authorize \(id 1\) of the station with/,
  );
  expect(found[1]?.["sentence"]).toMatch(
    /^The CSMS answered Authorize \(id 2\) of the station with/,
  );
});
