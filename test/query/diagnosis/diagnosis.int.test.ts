import { afterAll, beforeAll, expect, it } from "vitest";
import { diagnose } from "../../../src/query/diagnosis/diagnosis.ts";
import { boot, openTold, type Told } from "./told.ts";

let told: Told;
beforeAll(async () => {
  told = await openTold();
});
afterAll(() => told.close());

it("answers the five questions in their order, each with a verdict and an answer", async () => {
  await told.tell("CP-7", (link) => boot(link));
  const answers = await diagnose("CP-7", told.deps(1_000));
  expect(answers.map(({ id, verdict }) => [id, verdict])).toEqual([
    ["communicating", "ok"],
    ["faulted", "unknown"],
    ["startFailed", "unknown"],
    ["stopped", "unknown"],
    ["limit", "unknown"],
  ]);
  for (const { question, answer } of answers) {
    expect(question).toMatch(/^[A-Z].+\?$/);
    expect(answer).toMatch(/^[A-Z].+\.$/);
  }
});

it("is not led astray by hostile ids and payloads", async () => {
  const station = "CP' OR 1=1 --\\";
  await told.tell(station, (link) => {
    for (const action of ["StatusNotification", "Authorize", "StartTransaction", "MeterValues"]) {
      link.station(JSON.stringify([2, action, action, { status: [[]], idTag: { a: 1 } }]));
      link.csms(JSON.stringify([3, action, { idTagInfo: 7, status: null }]));
    }
    link.csms('[2,"x","SetChargingProfile",{"csChargingProfiles":[],"connectorId":"x"}]');
  });
  const answers = await diagnose(station, told.deps(1_000));
  expect(answers).toHaveLength(5);
  expect(answers.find(({ id }) => id === "communicating")?.verdict).toBe("ok");
});
