import { describe, expect, it } from "vitest";
import type { DeadLetter } from "../../../src/spool/record.ts";
import { record } from "../../support/recording.ts";

const payload = {
  ...{ eventType: "Ended", seqNo: 7, transactionInfo: { transactionId: "t-1" } },
  idToken: { idToken: "HUNTER2", type: "ISO14443" },
};

function letter(extra: Partial<DeadLetter> = {}): DeadLetter {
  return {
    ...{ note: "dead-letter", why: "refused", leg: "csms", action: "TransactionEvent" },
    ...{ problem: "InternalError: no such station", payload: JSON.stringify(payload) },
    ...extra,
  };
}

function found(note: DeadLetter) {
  const recording = record();
  recording.link().open({ leg: "station" }).note(note);
  return recording.findings();
}

describe("translation-dead-letter", () => {
  it("blames the CSMS that refused, and keeps what was to be sent, without its secrets", () => {
    const [finding] = found(letter());
    expect(finding).toMatchObject({
      ...{ rule: "translation-dead-letter", severity: "error", side: "csms" },
      sentence:
        "TransactionEvent for the CSMS was given up: it was refused each time it was sent (InternalError: no such station).",
      details: { why: "refused", payload: { seqNo: 7, idToken: { idToken: "***" } } },
    });
    expect(JSON.stringify(finding)).not.toContain("HUNTER2");
  });

  it("says that an invalid message is a fault of ocpptap", () => {
    expect(found(letter({ why: "invalid", problem: "/seqNo is missing" }))).toMatchObject([
      { severity: "error", side: "ours", sentence: expect.stringContaining("a fault of ocpptap") },
    ]);
  });

  it("says that a message about nothing known is the station's, and no error", () => {
    expect(found(letter({ why: "unmatched" }))).toMatchObject([
      { severity: "warning", side: "station" },
    ]);
  });

  it("says that there was no room left", () => {
    expect(found(letter({ why: "overflow" }))).toMatchObject([
      { severity: "error", side: "csms", sentence: expect.stringContaining("no room left") },
    ]);
  });

  it("blames the station where that refused", () => {
    expect(found(letter({ leg: "station", action: "SetChargingProfile" }))).toMatchObject([
      { side: "station", sentence: expect.stringContaining("SetChargingProfile for the station") },
    ]);
  });

  it("quotes nothing of what cannot be read whole", () => {
    const [finding] = found(letter({ payload: '{"idToken":"HUNT', problem: "HUNTER2 is wrong" }));
    expect(JSON.stringify(finding)).not.toContain("HUNTER2");
    expect(finding).toMatchObject({ details: { payload: null, problem: "" } });
  });

  it("is silent about a message that arrived", () => {
    const recording = record();
    const link = recording.link().open({ leg: "csms", subprotocol: null, subprotocolsOffered: [] });
    link.station('[2,"1","Heartbeat",{}]').csms('[3,"1",{"currentTime":"2026-01-01T00:00:00Z"}]');
    expect(recording.rulesFound()).toEqual([]);
  });
});
