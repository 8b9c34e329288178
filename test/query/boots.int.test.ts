import { afterAll, beforeAll, expect, it } from "vitest";
import { readBoots } from "../../src/query/boots.ts";
import { exchange, openTold, type Told } from "./diagnosis/told.ts";

let told: Told;
const request = { station: "CP-1", fromUs: null, toUs: null, limit: 10 };
beforeAll(async () => {
  told = await openTold();
  const station = { chargePointVendor: "ACME", chargePointModel: "One" };
  const answer = { status: "Accepted", currentTime: "2026-09-21T00:00:00Z", interval: 300 };
  await told.tell("CP-1", (link) => {
    const boot = (id: string, firmwareVersion: string, status = "Accepted") =>
      exchange(link, ["BootNotification", { ...station, firmwareVersion }, { ...answer, status }], {
        id,
      });
    boot("1", "1.0", "Pending");
    boot("2", "1.0");
    boot("3", "1.1");
    link.station('[2,"4","BootNotification",{"chargePointVendor":17}]');
  });
  await told.tell(
    "CP-2",
    (link) =>
      exchange(
        link,
        [
          "BootNotification",
          {
            reason: "PowerUp",
            chargingStation: { vendorName: "VoltWerk", model: "Two", firmwareVersion: "9" },
          },
          answer,
        ],
        { id: "1" },
      ),
    { subprotocol: "ocpp2.0.1" },
  );
});
afterAll(() => told.close());

it("gives the boots newest first, with what the CSMS said and where the firmware changed", async () => {
  const { boots, isCut } = await readBoots(request, told.deps(3_600_000));
  expect(boots).toMatchObject([
    { vendor: "17", firmware: null, firmwareBefore: null, answer: null },
    { firmware: "1.1", firmwareBefore: "1.0", answer: "Accepted", seq: 5 },
    { firmware: "1.0", firmwareBefore: null, answer: "Accepted" },
    { vendor: "ACME", model: "One", firmware: "1.0", firmwareBefore: null, answer: "Pending" },
  ]);
  expect(isCut).toBe(false);
});

it("compares the oldest one shown with the one before it, and says that there are more", async () => {
  const { boots, isCut } = await readBoots({ ...request, limit: 2 }, told.deps(3_600_000));
  expect(boots).toMatchObject([{ firmware: null }, { firmwareBefore: "1.0" }]);
  expect(isCut).toBe(true);
});

it("reads the boot of 2.x, and of an unknown station none", async () => {
  const { boots } = await readBoots({ ...request, station: "CP-2" }, told.deps(3_600_000));
  expect(boots).toMatchObject([{ vendor: "VoltWerk", model: "Two", reason: "PowerUp" }]);
  expect(await readBoots({ ...request, station: "X" }, told.deps(0))).toEqual({
    boots: [],
    isCut: false,
  });
});
