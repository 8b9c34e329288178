import { afterAll, beforeAll, expect, it } from "vitest";
import { stopped } from "../../../src/query/diagnosis/stopped.ts";
import type { RecordedLink } from "../../support/recording.ts";
import { boot, exchange, openTold, type Told } from "./told.ts";

let told: Told;
beforeAll(async () => {
  told = await openTold();
});
afterAll(() => told.close());

const at = "2026-09-21T14:13:20Z";
let stories = 0;
async function askAfter(story: (link: RecordedLink) => void) {
  stories += 1;
  const station = `CP-${stories}`;
  await told.tell(station, (link) => {
    boot(link);
    const start = { connectorId: 1, idTag: "AB", meterStart: 1_000, timestamp: at };
    const answer = { transactionId: 7, idTagInfo: { status: "Accepted" } };
    exchange(link, ["StartTransaction", start, answer], { id: "s" });
    story(link);
  });
  return stopped(told.asked(station, 300_000), told.deps(300_000));
}
const stop = (link: RecordedLink, more: object) =>
  exchange(
    link,
    ["StopTransaction", { transactionId: 7, meterStop: 5_400, timestamp: at, ...more }, {}],
    { id: "e" },
  );

it("says why and with how much energy", async () => {
  const said = await askAfter((link) => stop(link, { reason: "EVDisconnected" }));
  expect(said).toMatchObject({ verdict: "ok" });
  expect(said.evidence.map(({ seq }) => seq)).toContain(5);
  expect(said.answer).toMatch(
    /^The last session \(transaction 7\) on connector 1 ended .+ after .+ with 4\.40 kWh: EVDisconnected \(.+\)\.$/,
  );
});

it("warns of reasons that nobody wanted, and tells of a stop from the CSMS", async () => {
  const failed = await askAfter((link) => stop(link, { reason: "PowerLoss" }));
  expect(failed).toMatchObject({ verdict: "warning" });
  const remote = await askAfter((link) => {
    exchange(link, ["RemoteStopTransaction", { transactionId: 7 }, { status: "Accepted" }], {
      id: "r",
      from: "csms",
    });
    stop(link, { reason: "Remote" });
  });
  expect(remote).toMatchObject({ verdict: "ok" });
  expect(remote.answer).toMatch(/ after the CSMS had asked for it: Remote/);
});

it("says that it still runs, and that there was none", async () => {
  const open = await askAfter(() => undefined);
  expect(open).toMatchObject({ verdict: "ok" });
  expect(open.answer).toMatch(/^It has not: the last session \(transaction 7\) .+ runs since/);
  expect(await stopped(told.asked("CP-none", 1), told.deps(1))).toMatchObject({
    verdict: "unknown",
  });
});
