/** Whatever is set, removed and sent: what was not chosen keeps its order, and all of it goes on. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Sender } from "../../src/base/ids.ts";
import { disturbedLink, kept } from "../disturbances/line.ts";

const does = fc.oneof(
  fc.record({ kind: fc.constant("delay"), ms: fc.integer({ min: 1, max: 5_000 }) }),
  fc.constant({ kind: "drop" }),
  fc.constant({ kind: "duplicate" }),
  fc.record({ kind: fc.constant("reorder"), ms: fc.integer({ min: 1, max: 5_000 }) }),
  fc.record({
    kind: fc.constant("corrupt"),
    how: fc.constantFrom("truncate", "flip", "type", "id"),
  }),
  fc.constant({ kind: "answer", result: {} }),
);

const sender = fc.constantFrom<Sender>("station", "csms");

/** Only what is named X is chosen, so that all else must be untouched. */
const fault = fc.record({
  ...{ does, sender, every: fc.integer({ min: 1, max: 3 }) },
  action: fc.constant("X*"),
  until: fc.constantFrom("2026-11-22T09:00:05Z", "2026-11-22T10:00:00Z"),
});

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ says: sender, isNamed: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ passMs: fc.integer({ min: 1, max: 4_000 }) }) },
  { weight: 1, arbitrary: fc.record({ sets: fc.array(fault, { maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ isOpen: fc.boolean() }) },
);

it("keeps the order of what is not named, holds nothing for ever, and settles each message once", () => {
  fc.assert(
    fc.property(
      fc.array(fault, { maxLength: 3 }),
      fc.array(step, { maxLength: 60 }),
      (first, steps) => {
        let round = 0;
        const named = (faults: typeof first) =>
          faults.map((each, at) => kept(`f${at}`, each, `round ${round}`));
        const link = disturbedLink(...named(first));
        const plain: Record<Sender, string[]> = { station: [], csms: [] };
        let id = 0;
        for (const each of steps) {
          if ("says" in each) {
            id += 1;
            const text = `[2,"${id}","${each.isNamed ? "X" : "Plain"}",{"n":${id}}]`;
            if (!each.isNamed) plain[each.says].push(text);
            link.says(each.says, text);
          } else if ("passMs" in each) link.time.advance(each.passMs);
          else if ("sets" in each) {
            round += 1;
            link.book.set(...named(each.sets));
          } else {
            link.world.isOpen = each.isOpen;
            if (each.isOpen)
              for (const by of ["station", "csms"] as const) link.intercept.canSend?.(by);
          }
        }
        link.world.isOpen = true;
        for (const by of ["station", "csms"] as const) link.intercept.canSend?.(by);
        // All faults have ended by then, and what they held has gone on.
        link.time.advance(3_600_000);
        expect(link.taken.size, "each is settled").toBe(0);
        expect(link.time.timers(), "nothing waits").toBe(0);
        for (const by of ["station", "csms"] as const) {
          const untouched = link.wire[by].filter((text) => text.includes('"Plain"'));
          expect(untouched).toEqual(plain[by]);
        }
      },
    ),
  );
});

it("lets all go at a link's end, whatever it held", () => {
  fc.assert(
    fc.property(
      fc.array(fault, { maxLength: 3 }),
      fc.array(step, { maxLength: 40 }),
      (first, steps) => {
        const link = disturbedLink(...first.map((each, at) => kept(`f${at}`, each)));
        for (const [id, each] of steps.entries()) {
          if (!("says" in each)) continue;
          link.says(each.says, `[2,"${id}","${each.isNamed ? "X" : "Plain"}",{}]`);
        }
        link.intercept.close();
        expect(link.taken.size).toBe(0);
      },
    ),
  );
});
