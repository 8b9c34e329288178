import { describe, expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { record } from "../support/recording.ts";
import { messageOf } from "../support/spool.ts";

const call = '[2,"1","Heartbeat",{}]';

describe("links", () => {
  it("have a row when they open and another when they close", () => {
    const recording = record();
    const { linkId } = recording.link().open().station(call).csms('[3,"1",{}]').close();
    expect(recording.rows("links")).toMatchObject([
      { link_id: linkId, state: "open", station_id: "CP-1", subprotocol: "ocpp1.6" },
      { link_id: linkId, state: "closed", closed_how: "close-frame" },
    ]);
    expect(recording.intake.state.book.open.size).toBe(0);
  });

  it("have one row when they are refused, and no life", () => {
    const recording = record();
    recording.link().refuse({ status: 404, reason: "Not Found" });
    expect(recording.rows("links")).toMatchObject([{ state: "refused", status: 404 }]);
    expect(recording.intake.state.book.open.size).toBe(0);
  });

  it("count once however often the spool tells of them", () => {
    const recording = record();
    const started = (relayRun: string) =>
      recording.link().note({ note: "relay-started", instance: "test", relayRun });
    started("a");
    started("b");
    const link = recording.link().open().station(call).csms('[3,"1",{}]').open();
    started("a");
    link.close().open().close();
    recording.link().refuse({ status: 404 }).refuse({ status: 404 });
    expect(recording.rows("links").map((row) => row["state"])).toEqual([
      ...["open", "closed", "refused"],
    ]);
    expect(recording.rulesFound()).toEqual(["handshake-refused"]);
  });

  it("that an earlier run of the relay left open are over when the next begins", () => {
    const recording = record();
    const started = (relayRun: string, instance = "test") => {
      const body = { note: "relay-started", instance, relayRun } as const;
      recording.take({ kind: "note", linkId: newLinkId(), seq: 0, receivedAtUs: 9, body });
    };
    started("a");
    const lost = recording.link().open().station(call);
    started("a");
    started("z", "another machine");
    expect(recording.rows("links").length).toBe(1);
    started("b");
    expect(recording.rows("links")[1]).toMatchObject({
      link_id: lost.linkId,
      state: "closed",
      closed_by: "ocpptap",
      closed_how: "error",
      error: "relay-lost",
      station_messages: 1,
    });
    expect(recording.rows("gaps")).toMatchObject([
      { reason: "relay-lost", from_seq: 2, to_seq: 1, messages: 0 },
    ]);
    expect(recording.rulesFound()).toEqual(["record-gap", "call-aborted"]);
    const kept = recording.link().open();
    started("b");
    expect(recording.intake.state.book.open.has(kept.linkId)).toBe(true);
  });

  it("of which a direction cannot be read any more draw no conclusions from silence", () => {
    const recording = record();
    const link = recording.link().open();
    const opaque = { note: "opaque", sender: "csms", reason: "lost a byte", bytesHex: "" } as const;
    link.station(call).note(opaque).tick(60_000).close();
    expect(recording.findings()).toMatchObject([{ rule: "stream-unreadable" }]);
  });

  it("of which the recorder saw only the end have a row all the same", () => {
    const recording = record();
    recording.link().close({ lastSeq: 9 });
    recording.intake.giveUpHoles(recording.intake.withHoles());
    expect(recording.rows("links")).toMatchObject([{ state: "closed", station_id: "" }]);
    expect(recording.rows("gaps")).toEqual([]);
  });
});

describe("the two links of a translated station", () => {
  const own = { leg: "station", mode: "translate" } as const;
  const other = {
    leg: "csms",
    mode: "translate",
    subprotocol: "ocpp2.0.1",
    subprotocolsOffered: ["ocpp2.0.1"],
  } as const;

  it("say on which leg they are, from their opening to their end, also when they are refused", () => {
    const recording = record();
    recording.link().open(own).close();
    recording.link().open(other).close();
    recording.link().refuse({ leg: "csms" });
    recording.link().refuse({});
    expect(recording.rows("links").map(({ leg }) => leg)).toEqual([
      ...["station", "station", "csms", "csms", "csms", "both"],
    ]);
    expect(recording.findings().map(({ leg }) => leg)).toEqual(["csms", "both"]);
  });

  it("are told apart by their messages where the opening is not in the record", () => {
    const recording = record();
    const message = messageOf(newLinkId(), 4, { leg: "csms", sender: "station" });
    recording.take(message);
    recording.link(message.linkId).close({ lastSeq: 4 });
    expect(recording.rows("links")).toMatchObject([{ leg: "csms", state: "closed" }]);
  });

  it("are no two links of one station: nothing is found in their being open together", () => {
    const recording = record();
    const station = recording.link().open(own);
    const csms = recording.link().open(other);
    station.tick(60_000).close();
    csms.tick(70_000).close();
    expect(recording.rulesFound()).toEqual([]);
  });

  it("are judged each by its own past", () => {
    const recording = record();
    for (let time = 0; time < 4; time += 1) {
      recording.link().open(own).close();
      recording.link().open(other).close();
    }
    // Five within the time make a flapping link; four and four do not.
    expect(recording.rulesFound()).toEqual([]);
    recording.link().open(own).close();
    expect(recording.rulesFound()).toEqual(["link-flapping"]);
  });

  it("lead to one transaction, that of the station", () => {
    const recording = record();
    const start = '[2,"s","StartTransaction",{"connectorId":1,"idTag":"AB","meterStart":0}]';
    const event =
      '[2,"e","TransactionEvent",{"eventType":"Started","seqNo":0,"transactionInfo":{"transactionId":"t"}}]';
    recording.link().open(own).station(start);
    const csms = recording.link().open(other).station(event).gap(2, 3);
    csms.close({ lastSeq: 3 });
    const [only, ...rest] = recording.rows("transactions");
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ ocpp_version: "1.6", connector_id: 1 });
    expect(JSON.parse(String(only?.["details"]))).toMatchObject({ recordGaps: 0, linksLost: 0 });
  });

  it("find no fault with the station on the CSMS's leg, and the CSMS's there", () => {
    const recording = record({ timeoutMs: 1_000 });
    const csms = recording.link().open(other);
    csms.csms('[2,"1","Reset",{"type":"Immediate"}]').station('[2,"2","Heartbeat",{}]');
    csms.tick(5_000);
    expect(recording.findings()).toMatchObject([
      { rule: "call-timeout", side: "csms", leg: "csms", evidence: [2] },
    ]);
  });
});

describe("a clock that is set", () => {
  const HOURS_US = 6 * 3_600_000_000;

  /** A station that is to send a heartbeat, has something to do, and waits for an answer. */
  function waiting(setUs: number | null) {
    const recording = record();
    const link = recording.link().open();
    link.station('[2,"1","BootNotification",{"chargePointVendor":"A","chargePointModel":"B"}]');
    const answer = { status: "Accepted", interval: 60, currentTime: "2026-09-21T14:13:20Z" };
    link.csms(JSON.stringify([3, "1", answer]));
    link.csms('[2,"2","TriggerMessage",{"requestedMessage":"StatusNotification"}]');
    link.station('[3,"2",{"status":"Accepted"}]').station(call.replace('"1"', '"3"'));
    if (setUs !== null) link.setClock(setUs);
    return { recording, link };
  }

  it("makes nothing late that was waited for", () => {
    const { recording, link } = waiting(HOURS_US);
    link.tick(5_000).csms('[3,"3",{}]');
    expect(recording.rulesFound()).toEqual([]);
    const [answer] = recording.rows("messages").slice(-1);
    expect(Number(answer?.["latency_us"])).toBeLessThan(10_000_000);
  });

  it("but what is late by the clock that only counts", () => {
    const { recording, link } = waiting(HOURS_US);
    link.tick(600_000);
    expect(recording.rulesFound()).toEqual(["call-timeout", "heartbeat-missed"]);
    expect(recording.findings()[0]?.details["waitedMs"]).toBe(600_000);
  });

  it("is told from six hours without a word", () => {
    const { recording, link } = waiting(null);
    link.tick(HOURS_US / 1000);
    expect(recording.rulesFound()).toContain("trigger-not-honoured");
    expect(recording.rulesFound()).toContain("heartbeat-missed");
  });
});
