/** A reset that waits never interrupts a transaction. */
import { expect, it } from "vitest";
import { booted } from "../../translate/stage.ts";
import { accepted, session } from "./session.ts";

it("a deferred reset waits for the transaction, also over a restart of ours", () => {
  const it = booted();
  const told = session(1, it.now, 5);
  it.station("StartTransaction", told.start);
  it.drain(accepted);
  it.csms("Reset", { type: "OnIdle" });
  it.pass(60_000);
  expect(it.pending("station")).toBeNull();
  it.crash();
  it.up("station");
  it.up("csms");
  it.pass(60_000);
  expect(it.pending("station")).toBeNull();
  it.station("StopTransaction", told.stop(1));
  it.drain(accepted);
  expect(it.pass(9_000).filter(({ leg }) => leg === "station")).toEqual([]);
  expect(it.pass(2_000)).toMatchObject([{ action: "Reset", payload: { type: "Soft" } }]);
});
