import { expect, it } from "vitest";
import { subprotocolMalformed } from "../../../src/findings/rules/subprotocol-malformed.ts";
import { record } from "../../support/recording.ts";

function sentencesFor(subprotocolHeader: string | null) {
  const recording = record({ rules: [subprotocolMalformed] });
  recording.link().open({ subprotocolHeader });
  recording.link().refuse({ subprotocolHeader });
  const [opened, refused] = recording.findings();
  expect(refused?.["sentence"]).toBe(opened?.["sentence"]);
  return opened?.["sentence"] ?? null;
}

it("names the faulty item", () => {
  expect(sentencesFor(",ocpp2.0.1")).toBe(
    'The station offered the subprotocols ",ocpp2.0.1": item 1 of 2 is empty.',
  );
  expect(sentencesFor("ocpp 1.6")).toMatch(/"ocpp 1\.6" is no legal name\.$/);
  expect(sentencesFor("")).toMatch(/the list is empty\.$/);
  expect(sentencesFor("ocpp1.6, ocpp1.6")).toMatch(/ocpp1\.6 is there twice\.$/);
});

it("is silent about lists, with and without spaces, and about no offer at all", () => {
  for (const header of ["ocpp1.6", "ocpp2.0.1,ocpp1.6", "ocpp2.0.1 , ocpp1.6", null]) {
    expect(sentencesFor(header)).toBeNull();
  }
});
