import { afterAll, beforeAll, expect, it } from "vitest";
import { faulted } from "../../../src/query/diagnosis/faulted.ts";
import { boot, exchange, openTold, type Told } from "./told.ts";

let told: Told;
beforeAll(async () => {
  told = await openTold();
});
afterAll(() => told.close());

const ask = (station: string) => faulted(told.asked(station, 60_000), told.deps(60_000));
const status = (fields: object) => ["StatusNotification", fields, {}] as const;

it("names the fault, what it means, and what the station says", async () => {
  await told.tell("CP-broken", (link) => {
    boot(link);
    exchange(link, status({ connectorId: 1, status: "Available", errorCode: "NoError" }), {
      id: "1",
    });
    const fault = { connectorId: 2, status: "Faulted", errorCode: "GroundFailure", info: "F30" };
    exchange(link, status(fault), { id: "2" });
  });
  expect(await ask("CP-broken")).toEqual({
    verdict: "error",
    answer: expect.stringMatching(
      /^Yes\. Connector 2 is Faulted for .+: GroundFailure \(Residual current .+\); it says "F30"\.$/,
    ),
    evidence: [expect.objectContaining({ seq: 5 })],
  });
});

it("tells what cannot be used, what is well, and what happened lately", async () => {
  await told.tell("CP-out", (link) =>
    exchange(link, status({ connectorId: 1, status: "Unavailable", errorCode: "NoError" }), {
      id: "1",
    }),
  );
  expect(await ask("CP-out")).toMatchObject({ verdict: "warning" });
  await told.tell("CP-fine", (link) =>
    exchange(link, status({ connectorId: 1, status: "Charging", errorCode: "NoError" }), {
      id: "1",
    }),
  );
  expect(await ask("CP-fine")).toMatchObject({
    verdict: "ok",
    answer: "No. Its newest states are: connector 1 Charging.",
  });
  await told.tell("CP-update", (link) => {
    exchange(link, ["FirmwareStatusNotification", { status: "InstallationFailed" }, {}], {
      id: "1",
    });
  });
  const update = await ask("CP-update");
  expect(update.verdict).toBe("warning");
  expect(update.answer).toMatch(/^Not at this moment, but within the last day: .*firmware/i);
});

it("does not know what was never said", async () => {
  expect(await ask("CP-none")).toMatchObject({ verdict: "unknown", evidence: [] });
});
