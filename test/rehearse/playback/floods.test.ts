import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { parseStationId } from "../../../src/base/ids.ts";
import { limits } from "../../../src/base/limits.ts";
import { createAccount } from "../../../src/rehearse/playback/account.ts";
import { createFloods } from "../../../src/rehearse/playback/floods.ts";
import { messageRow } from "../../query/rows.ts";

const unasked = messageRow({ stationId: parseStationId("CP-1"), sender: "csms", leg: "shadow" });

it("leaves a station to which its CSMS sends without end, and no other", async () => {
  const account = createAccount();
  const floods = createFloods(account);
  const [flooded, other] = [floods.of("CP-1"), floods.of("CP-2")];
  for (let nth = 0; nth < limits.playbackUnaskedMax; nth += 1) {
    floods.heard(unasked);
    floods.heard({ ...unasked, messageType: "callResult", requestSeq: 1 });
    floods.heard({ ...unasked, sender: "station" });
  }
  await turn();
  expect(flooded.aborted).toBe(false);
  for (let nth = 0; nth < 3; nth += 1) floods.heard({ ...unasked, messageType: "malformed" });
  await turn();
  expect([flooded.aborted, other.aborted]).toEqual([true, false]);
  expect(account.problems()).toMatchObject([{ stationId: "CP-1", count: 1 }]);
});
