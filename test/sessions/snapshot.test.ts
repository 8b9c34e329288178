import { expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import type { Json } from "../../src/exchange/message.ts";
import { restoreBook, saveBook } from "../../src/sessions/snapshot.ts";
import { accepted16, meterValue, start16, story } from "./tell.ts";

const stationId = parseStationId("CP-1");
const meter = (ms: number) => ({
  ...{ connectorId: 1, transactionId: 7, meterValue: [meterValue(ms, 1_000 + ms / 1000)] },
});

it("brings only the samples that came since, and is whole again with those before", () => {
  const told = story().says("StartTransaction", start16(), accepted16());
  const { sessions } = told.recording.intake.state;
  told.says("MeterValues", meter(30_000));
  const first = sessions.saveStation(stationId, "changes");
  const before = restoreBook(stationId, first, null);
  told.says("MeterValues", meter(60_000));
  const second = sessions.saveStation(stationId, "changes");
  expect(JSON.stringify(second).length).toBeLessThan(JSON.stringify(first).length + 400);
  expect(second).toMatchObject({ open: [{ samples: { from: 2, values: expect.any(Array) } }] });
  const after = restoreBook(stationId, second, before);
  const whole = restoreBook(stationId, sessions.saveStation(stationId, "whole"), null);
  expect(after).toEqual(whole);
  expect(after.open[0]?.samples.map(({ energyWh }) => energyWh)).toEqual([1_000, 1_030, 1_060]);
  expect(saveBook(after, "whole")).toEqual(saveBook(whole, "whole"));
});

it("is the same by its changes as by the whole, over a long transaction", () => {
  const told = story().says("StartTransaction", start16(), accepted16());
  const { sessions } = told.recording.intake.state;
  let followed = restoreBook(stationId, sessions.saveStation(stationId, "whole"), null);
  for (let n = 1; n <= 700; n += 1) {
    told.says("MeterValues", meter(n * 30_000));
    const status = n % 60 === 0 ? "Charging" : "SuspendedEV";
    const more = { connectorId: 1, errorCode: "NoError" };
    if (n % 30 === 0) told.says("StatusNotification", { ...more, status });
    // In the middle more messages come between two states than are kept.
    if (n % 7 !== 0 || (n > 400 && n < 690)) continue;
    const changes = JSON.parse(JSON.stringify(sessions.saveStation(stationId, "changes")));
    followed = restoreBook(stationId, changes, followed);
    const whole = restoreBook(stationId, sessions.saveStation(stationId, "whole"), null);
    expect(followed).toEqual(whole);
  }
});

it("gives a state for whatever was saved", () => {
  const none: readonly Json[] = [null, 5, "", [], {}, { open: {}, recent: [] }];
  for (const saved of none) {
    expect(restoreBook(stationId, saved, null)).toMatchObject({ stationId, open: [], recent: [] });
  }
});
