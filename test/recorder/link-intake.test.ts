import { describe, expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { record } from "../support/recording.ts";

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
    expect(recording.findings()).toEqual([]);
  });

  it("of which the recorder saw only the end have a row all the same", () => {
    const recording = record();
    recording.link().close({ lastSeq: 9 });
    recording.intake.giveUpHoles();
    expect(recording.rows("links")).toMatchObject([{ state: "closed", station_id: "" }]);
    expect(recording.rows("gaps")).toEqual([]);
  });
});
