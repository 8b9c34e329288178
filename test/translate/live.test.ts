import { expect, it } from "vitest";
import { newLive } from "../../src/translate/live.ts";

it("begins with both legs down", () => {
  const live = newLive("salt", 7);
  expect([live.station.upSinceMs, live.csms.upSinceMs, live.nextOrder]).toEqual([null, null, 7]);
});
