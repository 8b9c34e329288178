import { expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { createIdentities } from "../../src/recorder/identities.ts";
import { record } from "../support/recording.ts";

const id = parseStationId;

it("learns vendor, model and firmware from boots of either kind", () => {
  const identities = createIdentities();
  const old = { chargePointVendor: "ACME", chargePointModel: "One", firmwareVersion: "1.2" };
  identities.learn(id("A"), old);
  identities.learn(id("B"), { chargingStation: { vendorName: "ACME", model: "Two" } });
  expect(identities.of(id("A"))).toEqual({ vendor: "ACME", model: "One", firmware: "1.2" });
  expect(identities.of(id("B"))).toEqual({ vendor: "ACME", model: "Two", firmware: "" });
  const unknown = { vendor: "", model: "", firmware: "" };
  for (const payload of [null, 7, [], { chargePointVendor: 7, chargePointModel: {} }]) {
    identities.learn(id("C"), payload);
    expect(identities.of(id("C"))).toEqual(unknown);
  }
  expect(identities.of(id("D"))).toEqual(unknown);
});

it("says what changed once, and forgets the one that booted longest ago", () => {
  const identities = createIdentities();
  identities.learn(id("first"), { chargePointModel: "x".repeat(1_000) });
  expect([...identities.takeChanged()].map(([station]) => station)).toEqual(["first"]);
  expect([...identities.takeChanged()]).toEqual([]);
  expect(identities.of(id("first")).model).toHaveLength(255);
  const none = { vendor: "", model: "", firmware: "" };
  for (let n = 0; n < limits.stationStatesMax; n += 1) identities.put(id(`S${n}`), none);
  expect(identities.of(id("first")).model).toBe("");
  expect([...identities.all()]).toHaveLength(limits.stationStatesMax);
});

it("stands with every finding, also after a reconnect", () => {
  const recording = record();
  const boot = { chargePointVendor: "ACME", chargePointModel: "One", firmwareVersion: "1.2" };
  recording
    .link()
    .open()
    .station(JSON.stringify([2, "1", "BootNotification", boot]));
  recording.link().open().station("[2,");
  expect(recording.findings().find(({ rule }) => rule === "json-invalid")).toMatchObject({
    ...{ vendor: "ACME", model: "One", firmware: "1.2" },
  });
});
