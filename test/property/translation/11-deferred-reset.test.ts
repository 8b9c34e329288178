/** A reset that waits never interrupts a transaction, and is not forgotten. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { openTransactions } from "../../../src/translate/transaction-state.ts";
import { booted, type Stage } from "../../translate/stage.ts";
import { accepted, session } from "./session.ts";

const acts = ["start", "stop", "busy", "free", "crash", "wait", "away"] as const;

function act(it: Stage, what: (typeof acts)[number], told: ReturnType<typeof session>): void {
  const status = (word: string) =>
    it.station("StatusNotification", { connectorId: 2, errorCode: "NoError", status: word });
  if (what === "start") it.station("StartTransaction", told.start);
  if (what === "stop") {
    for (const { int } of openTransactions(it.state)) it.station("StopTransaction", told.stop(int));
  }
  if (what === "busy") status("Preparing");
  if (what === "free") status("Available");
  if (what === "crash") it.crash();
  if (what === "away") it.down("station");
  if (it.state.live.station.upSinceMs === null) it.up("station");
  if (it.state.live.csms.upSinceMs === null) it.up("csms");
  it.drain(accepted);
  it.pass(what === "wait" ? 20_000 : 3_000);
}

const isBusy = (it: Stage) =>
  openTransactions(it.state).length > 0 || it.state.connectors["2"]?.status === "Preparing";

it("whatever happens meanwhile, also to us", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...acts), { maxLength: 20 }), (list) => {
      const it = booted();
      const told = session(1, it.now, 5);
      it.station("StartTransaction", told.start);
      it.drain(accepted);
      it.csms("Reset", { type: "OnIdle" });
      const resets = () =>
        it.sent.filter(({ leg, action }) => leg === "station" && action === "Reset");
      for (const what of list) {
        const before = resets().length;
        const wasBusy = isBusy(it);
        act(it, what, told);
        // Sent in this act: then nothing was going on when it ended, or began.
        if (resets().length > before) expect(wasBusy && isBusy(it)).toBe(false);
        if (it.pending("station")?.action === "Reset") it.answer("station", { status: "Accepted" });
      }
      // And once all is over it comes, if it has not come.
      act(it, "free", told);
      act(it, "stop", told);
      act(it, "wait", told);
      expect(resets()).toHaveLength(1);
    }),
    { numRuns: 150 },
  );
});

it("ten seconds of idleness, not nine", () => {
  const it = booted();
  const told = session(1, it.now, 5);
  it.station("StartTransaction", told.start);
  it.drain(accepted);
  it.csms("Reset", { type: "OnIdle" });
  it.pass(60_000);
  expect(it.pending("station")).toBeNull();
  it.station("StopTransaction", told.stop(1));
  it.drain(accepted);
  expect(it.pass(9_000).filter(({ leg }) => leg === "station")).toEqual([]);
  expect(it.pass(2_000)).toMatchObject([{ action: "Reset", payload: { type: "Soft" } }]);
});
