import { afterAll, beforeAll, expect, it } from "vitest";
import { startFailed } from "../../../src/query/diagnosis/start-failed.ts";
import type { RecordedLink } from "../../support/recording.ts";
import { boot, exchange, openTold, type Told } from "./told.ts";

let told: Told;
beforeAll(async () => {
  told = await openTold();
});
afterAll(() => told.close());

let stories = 0;
async function askAfter(story: (link: RecordedLink) => void, version = "ocpp1.6") {
  stories += 1;
  const station = `CP-${stories}`;
  await told.tell(
    station,
    (link) => {
      boot(link);
      story(link);
    },
    { subprotocol: version },
  );
  return startFailed(told.asked(station, 300_000), told.deps(300_000));
}

const at = "2026-09-21T14:13:20Z";

it("says that it did start", async () => {
  const start = { connectorId: 1, idTag: "AB", meterStart: 0, timestamp: at };
  const said = await askAfter((link) =>
    exchange(
      link,
      ["StartTransaction", start, { transactionId: 7, idTagInfo: { status: "Accepted" } }],
      { id: "s" },
    ),
  );
  expect(said).toMatchObject({ verdict: "ok", evidence: [{ seq: 3 }, { seq: 4 }] });
  expect(said.answer).toMatch(/^The last session did start: .+ on connector 1 for the token AB\.$/);
});

it("says who refused the token, and what that means", async () => {
  const authorize = await askAfter((link) =>
    exchange(link, ["Authorize", { idTag: "AB" }, { idTagInfo: { status: "Expired" } }], {
      id: "a",
    }),
  );
  expect(authorize).toMatchObject({ verdict: "error" });
  expect(authorize.answer).toMatch(
    /^The CSMS refused it: to Authorize .+ answered Expired \(.+\)\.$/,
  );
  const event = {
    ...{ eventType: "Started", timestamp: at, triggerReason: "Authorized", seqNo: 0 },
    ...{ transactionInfo: { transactionId: "t" }, evse: { id: 2, connectorId: 1 } },
    idToken: { idToken: "CD", type: "ISO14443" },
  };
  const second = await askAfter(
    (link) =>
      exchange(link, ["TransactionEvent", event, { idTokenInfo: { status: "Blocked" } }], {
        id: "e",
      }),
    "ocpp2.0.1",
  );
  expect(second.answer).toMatch(
    /to TransactionEvent for the token CD on EVSE 2, connector 1, .+ Blocked/,
  );
});

it("says what became of a remote start", async () => {
  const ask = (answer: object) =>
    askAfter((link) =>
      exchange(link, ["RemoteStartTransaction", { idTag: "AB", connectorId: 1 }, answer], {
        id: "r",
        from: "csms",
      }),
    );
  const rejected = await ask({ status: "Rejected" });
  expect(rejected).toMatchObject({ verdict: "error" });
  expect(rejected.answer).toMatch(/the station answered Rejected/);
  const forgotten = await ask({ status: "Accepted" });
  expect(forgotten).toMatchObject({ verdict: "error" });
  expect(forgotten.answer).toMatch(/accepted, but no session began/);
});

it("says who did not answer, or only with an error", async () => {
  const silent = await askAfter((link) => link.station('[2,"a","Authorize",{"idTag":"AB"}]'));
  expect(silent.answer).toMatch(
    /^The station sent Authorize for the token AB, .+ has not answered\.$/,
  );
  const failed = await askAfter((link) =>
    link.station('[2,"a","Authorize",{"idTag":"AB"}]').csms('[4,"a","InternalError","",{}]'),
  );
  expect(failed).toMatchObject({ verdict: "error", evidence: [{ seq: 3 }, { seq: 4 }] });
  expect(failed.answer).toMatch(/the CSMS answered with the error InternalError/);
});

it("does not know without an attempt", async () => {
  expect(await askAfter(() => undefined)).toMatchObject({ verdict: "unknown", evidence: [] });
});
