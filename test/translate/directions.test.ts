import { expect, it } from "vitest";
import { directionOf } from "../../src/translate/directions.ts";
import { defaultSettings } from "../../src/translate/settings.ts";

it("the station's version chooses the blocks", () => {
  const forward = directionOf(defaultSettings);
  const reverse = directionOf({ versions: { station: "2.0.1", csms: "1.6" } });
  expect([
    forward.storable.has("StopTransaction"),
    reverse.storable.has("StopTransaction"),
  ]).toEqual([true, false]);
  expect(forward.commands.has("GetBaseReport")).toBe(true);
  expect(reverse.commands.has("GetBaseReport")).toBe(false);
});
