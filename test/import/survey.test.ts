import { expect, it } from "vitest";
import { surveyTrace } from "../../src/import/survey.ts";

const surveyOf = (text: string) =>
  surveyTrace(async function* () {
    yield Buffer.from(text);
  }, null);

const BOOT = '[2,"1","BootNotification",{}]';

it("tells the kind, whose log it is, and the same bytes by their fingerprint", async () => {
  const ofCsms = await surveyOf(`received ${BOOT}\nsent [3,"1",{}]\nsent [2,"2","Reset",{}]`);
  expect(ofCsms).toMatchObject({ format: "log", view: "csms" });
  expect(ofCsms.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(await surveyOf(`received ${BOOT}\nsent [3,"1",{}]\nsent [2,"2","Reset",{}]`)).toEqual(
    ofCsms,
  );
  expect(await surveyOf(`sent ${BOOT}\nrecv [3,"1",{}]\n`)).toMatchObject({ view: "station" });
});

it("is content with nothing, and with messages that tell nothing", async () => {
  expect(await surveyOf("")).toMatchObject({ format: null, view: "csms", bytes: 0 });
  const both = '{"direction":"in","message":[2,"1","DataTransfer",{}]}';
  expect(await surveyOf(`${both}\n{"direction":"in","message":"?"}\n{`)).toMatchObject({
    format: "json",
    view: "csms",
  });
});
