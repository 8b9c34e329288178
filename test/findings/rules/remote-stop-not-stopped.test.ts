import { expect, it } from "vitest";
import { remoteStopNotStopped } from "../../../src/findings/rules/remote-stop-not-stopped.ts";
import { record } from "../../support/recording.ts";

const MINUTE_MS = 60_000;
const two = { subprotocol: "ocpp2.0.1", subprotocolHeader: "ocpp2.0.1" };

function stop16(answer = "Accepted") {
  const told = record({ rules: [remoteStopNotStopped] });
  const link = told
    .link()
    .open()
    .csms(`[2,"r","RemoteStopTransaction",{"transactionId":42}]`)
    .station(`[3,"r",{"status":"${answer}"}]`);
  return { told, link };
}

function stop2() {
  const told = record({ rules: [remoteStopNotStopped] });
  const link = told
    .link()
    .open(two)
    .csms(`[2,"r","RequestStopTransaction",{"transactionId":"t-1"}]`)
    .station(`[3,"r",{"status":"Accepted"}]`);
  return { told, link };
}

const event = (rest: string) => `[2,"e","TransactionEvent",{"seqNo":5,${rest}}]`;

it("tells an accepted stop after which no end was reported", () => {
  const { told, link } = stop16();
  link.station(`[2,"x","StopTransaction",{"transactionId":41}]`);
  link.station(`[2,"b","BootNotification",{}]`, { afterMs: 9_800 });
  link.tick(2 * MINUTE_MS).tick(MINUTE_MS);
  expect(told.findings()).toMatchObject([
    {
      severity: "error",
      side: "station",
      evidence: [1, 2],
      details: { transactionId: "42" },
      sentence:
        "The station agreed to stop transaction 42, but did not report its end within 2.2 min; meanwhile the station reported a restart after 9.9 s.",
    },
  ]);
});

it("is silent where the transaction ends, where the station refuses, and where no id was given", () => {
  const ended = stop16();
  ended.link.station(`[2,"x","StopTransaction",{"transactionId":42}]`, { afterMs: 50_000 });
  const refused = stop16("Rejected");
  for (const { told, link } of [ended, refused]) {
    link.tick(5 * MINUTE_MS);
    expect(told.findings()).toEqual([]);
  }
  const told = record({ rules: [remoteStopNotStopped] });
  const link = told.link().open().csms(`[2,"r","RemoteStopTransaction",{}]`);
  link.station(`[3,"r",{"status":"Accepted"}]`).tick(5 * MINUTE_MS);
  expect(told.findings()).toEqual([]);
});

it("follows transactions of 2.x, also those that stay open until the cable is out", () => {
  const { told, link } = stop2();
  link
    .station(
      event(
        `"eventType":"Updated","transactionInfo":{"transactionId":"t-1","chargingState":"Charging"}`,
      ),
    )
    .tick(2 * MINUTE_MS);
  expect(told.findings()).toMatchObject([
    { sentence: expect.stringMatching(/transaction t-1, .*the station reported Charging after/) },
  ]);
});

it.each([
  `"eventType":"Ended","transactionInfo":{"transactionId":"t-1"}`,
  `"eventType":"Updated","triggerReason":"RemoteStop","transactionInfo":{"transactionId":"t-1"}`,
  `"eventType":"Updated","transactionInfo":{"transactionId":"t-1","chargingState":"EVConnected"}`,
])("is silent where 2.x tells that it stopped: %s", (rest) => {
  const { told, link } = stop2();
  link.station(event(rest)).tick(5 * MINUTE_MS);
  expect(told.findings()).toEqual([]);
});
