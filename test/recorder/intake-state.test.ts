import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { rules } from "../../src/findings/catalogue.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { createIntakeState, raise } from "../../src/recorder/intake-state.ts";

it("records what the rules find, and tells it", () => {
  const events: TapEvent[] = [];
  const state = createIntakeState(
    { instance: "test", exchangeTimeoutMs: 30_000 },
    { observe: (event) => events.push(event), publish: () => undefined, rules },
  );
  const link = state.book.linkFor(newLinkId(), 1);
  const gap = { kind: "gap", reason: "damaged", fromSeq: 1, toSeq: 1, messages: 1 } as const;
  expect(raise(state, { ...gap, atUs: 1 }, link)).toMatchObject([{ rule: "record-gap" }]);
  expect(state.batch.rows()).toBe(1);
  expect(events).toEqual([{ name: "findingRaised", rule: "record-gap", severity: "note" }]);
  expect(raise(state, { kind: "tick", atUs: 1 }, link)).toEqual([]);
});
