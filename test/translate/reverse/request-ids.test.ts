import { expect, it } from "vitest";
import { takeRequestId } from "../../../src/translate/reverse/request-ids.ts";
import { turnOf } from "../turns.ts";
import { reversed } from "./stage.ts";

it("numbers are used once and fit 32 bits", () => {
  const turn = turnOf(reversed());
  expect([takeRequestId(turn), takeRequestId(turn)]).toEqual([1_000_000_001, 1_000_000_002]);
  const { station } = turn.state;
  turn.state = { ...turn.state, station: { ...station, nextRequestId: 5_000_000_000 } };
  expect(takeRequestId(turn)).toBeLessThan(2 ** 31);
});
