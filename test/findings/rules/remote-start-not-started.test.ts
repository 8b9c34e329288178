import { expect, it } from "vitest";
import { newLinkId } from "../../../src/base/ids.ts";
import { remoteStartNotStarted } from "../../../src/findings/rules/remote-start-not-started.ts";
import { type RecordedLink, record, second, startUs } from "../../support/recording.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const two = { subprotocol: "ocpp2.0.1", subprotocolHeader: "ocpp2.0.1" };

function recording() {
  const told = record({ rules: [remoteStartNotStarted] });
  return { told, link: told.link().open() };
}

function remoteStart(link: RecordedLink, payload = `{"connectorId":1,"idTag":"AB12"}`) {
  return link
    .csms(`[2,"r1","RemoteStartTransaction",${payload}]`)
    .station(`[3,"r1",{"status":"Accepted"}]`);
}

const started = (connectorId: number, idTag: string) =>
  `[2,"s","StartTransaction",{"connectorId":${connectorId},"idTag":"${idTag}","meterStart":0,"timestamp":"2026-09-21T12:00:00Z"}]`;
const status = (text: string, connectorId = 1) =>
  `[2,"n","StatusNotification",{"connectorId":${connectorId},"errorCode":"NoError","status":"${text}"}]`;

it("tells an accepted remote start after which no transaction came", () => {
  const { told, link } = recording();
  remoteStart(link)
    .tick(131 * SECOND_MS)
    .tick(MINUTE_MS);
  expect(told.findings()).toMatchObject([
    {
      severity: "error",
      side: "station",
      evidence: [1, 2],
      sentence:
        "The station accepted a remote start of connector 1, but reported no transaction within 2.2 min.",
      details: { connectorId: 1, evseId: null, connectionTimeOutS: null, waitedMs: 131_000 },
    },
  ]);
});

it("says what the station reported instead, and waits from Preparing on", () => {
  const { told, link } = recording();
  remoteStart(link).station(status("Preparing"), { afterMs: 100 * SECOND_MS });
  link.station(status("Charging", 2), { afterMs: 100 });
  link.tick(60 * SECOND_MS);
  expect(told.findings()).toEqual([]);
  link.station(status("Available"), { afterMs: 60 * SECOND_MS }).tick(20 * SECOND_MS);
  expect(told.findings().map(({ sentence }) => sentence)).toEqual([
    expect.stringContaining("the station reported Preparing after 100 s, Available after 3.7 min."),
  ]);
});

it("blames the CSMS where it refused the token that it had sent itself", () => {
  const { told, link } = recording();
  remoteStart(link)
    .station(`[2,"a","Authorize",{"idTag":"AB12"}]`)
    .csms(`[3,"a",{"idTagInfo":{"status":"Invalid"}}]`)
    .tick(140 * SECOND_MS);
  expect(told.findings()).toMatchObject([
    { side: "csms", sentence: expect.stringContaining("an Authorize answered Invalid after") },
  ]);
});

it("takes the ConnectionTimeOut that was last told", () => {
  const { told, link } = recording();
  link
    .csms(`[2,"g","GetConfiguration",{}]`)
    .station(
      `[3,"g",{"configurationKey":[{"key":"ConnectionTimeOut","readonly":false,"value":"30"}]}]`,
    );
  remoteStart(link).tick(39 * SECOND_MS);
  expect(told.findings()).toEqual([]);
  link.tick(3 * SECOND_MS);
  expect(told.findings()).toMatchObject([
    { sentence: expect.stringContaining("with a ConnectionTimeOut of 30 s") },
  ]);
});

it("is silent where the transaction begins, also before the answer or for another card's case", () => {
  for (const [connectorId, idTag] of [
    [1, "XX"],
    [2, "ab12"],
  ] as const) {
    const { told, link } = recording();
    remoteStart(link)
      .station(started(connectorId, idTag), { afterMs: MINUTE_MS })
      .tick(5 * MINUTE_MS);
    expect(told.findings()).toEqual([]);
  }
  const { told, link } = recording();
  link
    .csms(`[2,"r1","RemoteStartTransaction",{"connectorId":1,"idTag":"AB12"}]`)
    .station(started(1, "AB12"))
    .station(`[3,"r1",{"status":"Accepted"}]`)
    .tick(5 * MINUTE_MS);
  expect(told.findings()).toEqual([]);
});

it("tells where another connector began for another token", () => {
  const { told, link } = recording();
  remoteStart(link)
    .station(started(2, "other"))
    .tick(5 * MINUTE_MS);
  expect(told.findings()).toHaveLength(1);
});

it("is silent where the station refused, answered with an error or not at all", () => {
  for (const answer of [`[3,"r1",{"status":"Rejected"}]`, `[4,"r1","InternalError","",{}]`, null]) {
    const { told, link } = recording();
    link.csms(`[2,"r1","RemoteStartTransaction",{"idTag":"AB12"}]`);
    if (answer !== null) link.station(answer);
    link.tick(5 * MINUTE_MS);
    expect(told.findings()).toEqual([]);
  }
});

it("tells a CSMS that tries again and again once per wait", () => {
  const { told, link } = recording();
  for (let at = 0; at < 4; at += 1) remoteStart(link).tick(20 * SECOND_MS);
  link.tick(60 * SECOND_MS).tick(5 * MINUTE_MS);
  expect(told.findings()).toHaveLength(1);
});

it("waits for what the station sends after it has connected again", () => {
  const { told, link } = recording();
  remoteStart(link).close();
  const opened = told
    .link()
    .tick(5 * MINUTE_MS)
    .open();
  opened.station(started(1, "AB12"), { afterMs: 20 * SECOND_MS }).tick(5 * MINUTE_MS);
  expect(told.findings()).toEqual([]);
});

it("does not name messages of another link", () => {
  const { told, link } = recording();
  remoteStart(link).close();
  told
    .link()
    .tick(5 * MINUTE_MS)
    .open()
    .tick(2 * MINUTE_MS);
  expect(told.findings()).toMatchObject([{ evidence: [] }]);
});

it("is silent where messages are missing from the record", () => {
  const { told, link } = recording();
  remoteStart(link)
    .gap(3, 5)
    .tick(5 * MINUTE_MS);
  expect(told.findings()).toEqual([]);
});

function requestStart(link: RecordedLink, answer = `{"status":"Accepted"}`) {
  return link
    .csms(
      `[2,"r1","RequestStartTransaction",{"remoteStartId":7,"evseId":1,"idToken":{"idToken":"AB12","type":"ISO14443"}}]`,
    )
    .station(`[3,"r1",${answer}]`);
}
const event = (rest: string) => `[2,"t","TransactionEvent",{"seqNo":0,${rest}}]`;

it("follows remote starts of 2.x", () => {
  const told = record({ rules: [remoteStartNotStarted] });
  const link = requestStart(told.link().open(two));
  link
    .station(
      event(`"eventType":"Started","transactionInfo":{"transactionId":"t","remoteStartId":8}`),
    )
    .tick(140 * SECOND_MS);
  expect(told.findings()).toMatchObject([
    { sentence: expect.stringContaining("a remote start of EVSE 1, but reported no transaction") },
  ]);
});

it.each([
  `"eventType":"Updated","transactionInfo":{"transactionId":"t","remoteStartId":7}`,
  `"eventType":"Updated","triggerReason":"RemoteStart","transactionInfo":{"transactionId":"t"}`,
  `"eventType":"Started","evse":{"id":1},"transactionInfo":{"transactionId":"t"}`,
  `"eventType":"Started","idToken":{"idToken":"ab12"},"transactionInfo":{"transactionId":"t"}`,
])("is silent where 2.x tells that the transaction runs: %s", (rest) => {
  const told = record({ rules: [remoteStartNotStarted] });
  requestStart(told.link().open(two))
    .station(event(rest))
    .tick(140 * SECOND_MS);
  expect(told.findings()).toEqual([]);
});

it("is silent where the answer names a transaction that runs already", () => {
  const told = record({ rules: [remoteStartNotStarted] });
  requestStart(told.link().open(two), `{"status":"Accepted","transactionId":"t"}`).tick(
    5 * MINUTE_MS,
  );
  expect(told.findings()).toEqual([]);
});

it("keeps what it waits for across a restart", () => {
  const run = remoteStartNotStarted.open(null);
  const facts = {
    ...{ linkId: newLinkId(), stationId: "CP" as never, instance: "test", version: "1.6" as const },
    ...{ openedAtUs: startUs, bootAtUs: null, exchangeTimeoutMs: 30_000 },
    leg: "both" as const,
  };
  expect(run.dueUs()).toBe(Number.POSITIVE_INFINITY);
  const again = remoteStartNotStarted.open(JSON.parse(JSON.stringify(run.save())));
  expect(again.dueUs()).toBe(Number.POSITIVE_INFINITY);
  const tick = remoteStartNotStarted.handlerOf("tick");
  expect(tick?.({ kind: "tick", atUs: startUs + second }, facts, again.state)).toEqual([]);
});
