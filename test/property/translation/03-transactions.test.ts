/** One start, one end, no gap in the numbers, whatever happens in whatever order. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Settings } from "../../../src/translate/settings.ts";
import { booted, deadLetters, type Stage } from "../../translate/stage.ts";
import { accepted, eventsOf, expectWhole, intOf, session } from "./session.ts";

const acts = [
  ...["start", "again", "old start", "meter", "stop", "stop again", "stop -1", "boot"],
  ...["crash", "csms down", "csms up", "station down", "station up", "answer", "refuse", "drain"],
  ...["Available", "Preparing", "Charging", "Finishing", "Faulted", "wait", "wait long"],
] as const;
type Act = (typeof acts)[number];

const settings: fc.Arbitrary<Partial<Settings>> = fc.record({
  txStart: fc.constantFrom("onStartTransaction", "onPreparing"),
  presence: fc.constantFrom("mirror", "decoupled"),
  ackMode: fc.constantFrom("durable", "endToEnd"),
  adoptUnknown: fc.boolean(),
  dedupStatus: fc.boolean(),
  customData: fc.boolean(),
});

const currentTime = (it: Stage) => new Date(it.now).toISOString();

/** A station with one connector that says anything at any time. */
function walker(it: Stage) {
  let told = session(1, it.now, 500);
  let int = 0;
  const given = new Set<number>();
  const seen = (sent: ReturnType<Stage["station"]>) => {
    const number = intOf(sent.filter(({ action }) => action === "StartTransaction"));
    if (number !== 0) int = number;
    if (number !== 0) given.add(number);
  };
  const start = () => seen(it.station("StartTransaction", told.start));
  const up = () => {
    if (it.state.live.csms.upSinceMs === null) it.up("csms");
    if (it.state.live.station.upSinceMs === null) it.up("station");
  };
  const boot = () => {
    up();
    it.station("BootNotification", { chargePointVendor: "Acme", chargePointModel: "Fast-22" });
    it.drain(({ action }) =>
      action === "BootNotification"
        ? { status: "Accepted", interval: 300, currentTime: currentTime(it) }
        : accepted(),
    );
  };
  const doing: Readonly<Record<string, () => void>> = {
    start() {
      told = session(1, it.now, 500);
      start();
    },
    again: start,
    "old start"() {
      told = session(1, it.now - 3_600_000, 500);
      start();
    },
    meter: () => it.station("MeterValues", told.meter(int)),
    stop: () => it.station("StopTransaction", told.stop(int)),
    "stop again": () => it.station("StopTransaction", told.stop(int)),
    "stop -1": () => it.station("StopTransaction", told.stop(-1)),
    boot,
    crash() {
      it.crash();
      up();
    },
    "csms down": () => it.down("csms"),
    "csms up": up,
    "station down": () => it.down("station"),
    "station up": up,
    answer: () => seen(it.pending("csms") === null ? [] : it.answer("csms", accepted())),
    refuse: () => seen(it.pending("csms") === null ? [] : it.fail("csms", "InternalError")),
    drain: () => seen(it.drain(accepted)),
    wait: () => seen(it.pass(20_000)),
    "wait long": () => seen(it.pass(400_000)),
  };
  return {
    given,
    act(what: Act): void {
      const known = doing[what];
      const status = { connectorId: 1, errorCode: "NoError", status: what };
      if (known !== undefined) known();
      else it.station("StatusNotification", { ...status, timestamp: currentTime(it) });
      it.pass(1_000);
    },
    calm(): void {
      boot();
      for (let count = 0; count < 20; count += 1) {
        it.drain(accepted);
        it.pass(100_000);
      }
    },
  };
}

it("whatever a station says, both legs do, and we survive", () => {
  const run = fc.array(fc.constantFrom<Act>(...acts), { maxLength: 40 });
  fc.assert(
    fc.property(run, settings, (list, chosen) => {
      const it = booted({ settings: chosen });
      const walk = walker(it);
      for (const what of list) walk.act(what);
      walk.calm();
      const refused = new Set(
        deadLetters(it).flatMap((each) => (each.kind === "deadLetter" ? [each.why] : [])),
      );
      expect(refused.has("invalid")).toBe(false);
      expectWhole(eventsOf(it.sent));
      expect(Object.keys(it.state.outbox)).toEqual([]);
      const ints = Object.values(it.state.transactions).map((each) => each.int);
      expect(new Set(ints).size).toBe(ints.length);
      expect([...walk.given].every((each) => each > 0)).toBe(true);
    }),
    { numRuns: Number(process.env["RUNS"] ?? 300) },
  );
});
