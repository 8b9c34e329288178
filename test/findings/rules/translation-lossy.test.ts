import { describe, expect, it } from "vitest";
import type { TranslationLoss } from "../../../src/spool/record.ts";
import { ledger } from "../../../src/translate/ledger.ts";
import { type Recording, record } from "../../support/recording.ts";

/** What the rules about messages find besides is theirs. */
function lossesOf({ findings }: Recording) {
  return findings().filter(({ rule }) => rule === "translation-lossy");
}

const call = '[2,"1","StatusNotification",{}]';

function lossOf(extra: Partial<TranslationLoss> = {}): TranslationLoss {
  const { rule, what, instead } = ledger["status-detail"];
  return {
    ...{ note: "translation-loss", rule, loss: "status-detail", what, instead, count: 1 },
    ...{ detail: "Preparing to SuspendedEV", from: null },
    ...extra,
  };
}

describe("translation-lossy", () => {
  it("says what was lost and what stands in its place, with the message", () => {
    const recording = record();
    const link = recording.link().open({ leg: "station", mode: "translate" }).station(call);
    link.note(lossOf({ from: { linkId: link.linkId, seq: 1 } }));
    expect(lossesOf(recording)).toMatchObject([
      {
        ...{ rule: "translation-lossy", severity: "note", side: "ours", evidence: [1] },
        ...{ link_id: link.linkId, leg: "station" },
        sentence:
          "Not all of this message could be carried across: 2.0.1 has five statuses, 1.6 has nine (Preparing to SuspendedEV). In its place: charging states in transactions.",
        details: { loss: "status-detail", from: { linkId: link.linkId, seq: 1 } },
      },
    ]);
  });

  it("says how often it has been met", () => {
    const recording = record();
    recording
      .link()
      .open({ leg: "station" })
      .note(lossOf({ count: 100 }));
    expect(lossesOf(recording)[0]).toMatchObject({
      sentence: expect.stringContaining("It is the 100th time on this link."),
      evidence: [],
    });
  });

  it("is kept on the CSMS's leg, too: it blames neither side", () => {
    const recording = record();
    const link = recording.link().open({ leg: "csms" }).csms(call);
    link.note(lossOf({ from: { linkId: link.linkId, seq: 1 } }));
    expect(lossesOf(recording)).toMatchObject([{ rule: "translation-lossy", leg: "csms" }]);
  });

  it("belongs to a link that has ended, and does not begin it again", () => {
    const recording = record();
    const link = recording.link().open({ leg: "station" }).station(call).close();
    link.note(lossOf({ from: { linkId: link.linkId, seq: 1 } }));
    expect(lossesOf(recording)).toMatchObject([{ station_id: "CP-1", evidence: [1] }]);
    expect(recording.intake.state.book.open.size).toBe(0);
  });

  it("does not name a driver's token", () => {
    const recording = record();
    const loss = { loss: "tokens-differ-by-type", detail: "HUNTER2" };
    recording.link().open({ leg: "station" }).note(lossOf(loss));
    expect(JSON.stringify(recording.findings())).not.toContain("HUNTER2");
  });

  it("is silent about a message that was carried whole", () => {
    const recording = record();
    const link = recording.link().open({ leg: "station" });
    link.note({ note: "translated", seq: 1, from: { linkId: link.linkId, seq: 9 } }).csms(call);
    expect(recording.rulesFound()).not.toContain("translation-lossy");
  });
});
