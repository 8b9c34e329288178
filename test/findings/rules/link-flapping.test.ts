import { expect, it } from "vitest";
import { linkFlapping } from "../../../src/findings/rules/link-flapping.ts";
import { record } from "../../support/recording.ts";

function dial(times: number, everyMs: number) {
  const recording = record({ rules: [linkFlapping] });
  for (let time = 0; time < times; time += 1) {
    recording
      .link()
      .tick(time * everyMs)
      .open()
      .close({ openMs: 3_000 });
  }
  return recording.findings();
}

it("says how many links there were, in which time, and how long they lasted", () => {
  expect(dial(9, 10_000)).toMatchObject([
    {
      severity: "warning",
      side: "station",
      sentence:
        "The station opened 5 links within 40 s; those before the last one lasted 3 s, 3 s, 3 s, 3 s.",
    },
  ]);
});

it("is silent about four links, and about five within more than five minutes", () => {
  expect(dial(4, 1_000)).toEqual([]);
  expect(dial(20, 76_000)).toEqual([]);
});
