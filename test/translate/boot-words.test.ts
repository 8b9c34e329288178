import { expect, it } from "vitest";
import { wordsOf16 } from "../../src/translate/boot-words.ts";
import { wordsOf201 } from "../../src/translate/reverse/boot-words.ts";
import { reversed } from "./reverse/stage.ts";
import { turnOf } from "./turns.ts";

it("a boot of either version is told in the other's words", () => {
  const it = reversed();
  expect(it.effects).toContainEqual(expect.objectContaining({ loss: "boot-reason" }));
  const turn = turnOf(it);
  const chargingStation = {
    ...{ vendorName: "A vendor with a long name", model: "M", serialNumber: "1" },
    modem: { iccid: "8901" },
  };
  expect(wordsOf201.request(turn, { chargingStation, reason: "PowerUp" }, "PowerUp")).toEqual({
    ...{ chargePointVendor: "A vendor with a long", chargePointModel: "M" },
    ...{ chargePointSerialNumber: "1", iccid: "8901" },
  });
  const losses = turn.effects.map((each) => (each.kind === "finding" ? each.loss : null));
  expect(losses).toEqual(["vendor-too-long"]);
  expect(wordsOf16.request(turn, { chargePointModel: "M" }, "PowerUp")).toEqual({
    ...{ chargingStation: { vendorName: "Unknown", model: "M" }, reason: "PowerUp" },
  });
});

it("what is kept of a boot tells it again", () => {
  const turn = turnOf(reversed());
  const boot = { chargingStation: { vendorName: "V", model: "M" }, reason: "PowerUp" };
  expect(wordsOf201.request(turn, wordsOf201.stored(boot), "Unknown")).toEqual({
    ...{ chargePointVendor: "V", chargePointModel: "M" },
  });
});
