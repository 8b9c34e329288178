/** Which start answers which request. */
import { expect, it } from "vitest";
import { booted } from "../../translate/stage.ts";
import { accepted, eventsOf, session } from "./session.ts";

it("starts are told apart: by token and connector, the oldest first, none too late", () => {
  const it = booted();
  const idToken = { idToken: "ABCDEF01", type: "ISO14443" };
  for (const remoteStartId of [1, 2]) {
    it.csms("RequestStartTransaction", { remoteStartId, idToken, evseId: remoteStartId });
    it.drain();
    if (remoteStartId === 2) it.answer("station", { status: "Accepted" });
    // The first start comes before the answer that promises it.
    if (remoteStartId === 1) {
      const sent = it.station("StartTransaction", session(1, it.now, 1).start);
      expect(JSON.stringify(eventsOf(sent))).toContain('"remoteStartId":1');
      it.drain(accepted);
      it.answer("station", { status: "Accepted" });
    }
  }
  it.pass(151_000);
  const late = it.station("StartTransaction", session(2, it.now, 1).start);
  expect(JSON.stringify(eventsOf(late))).toContain('"triggerReason":"Authorized"');
});
