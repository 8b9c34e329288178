import { expect, it } from "vitest";
import { pingUnanswered } from "../../../src/findings/rules/ping-unanswered.ts";
import { record, second, startUs } from "../../support/recording.ts";
import { controlFrameOf } from "../../support/spool.ts";

type Frame = readonly ["ping" | "pong", string, number];

/** The CSMS pings, the station pongs, and a minute after the beginning the link ends. */
function findingsFor(frames: readonly Frame[]) {
  const recording = record({ rules: [pingUnanswered] });
  const link = recording.link().open();
  for (const [what, text, atS] of frames) {
    const receivedAtUs = startUs + atS * second;
    const frame = { ...controlFrameOf(link.linkId, 0), payload: Buffer.from(text), receivedAtUs };
    const pong = { ...frame, opcode: 10, sender: "station" } as const;
    recording.take(what === "ping" ? frame : pong);
  }
  link.tick(60_000).close({ how: "timeout", code: null });
  return recording.findings();
}

it("blames the side that did not answer", () => {
  expect(
    findingsFor([
      ["ping", "1", 0],
      ["pong", "1", 1],
      ["ping", "2", 20],
      ["ping", "3", 40],
    ]),
  ).toMatchObject([
    {
      severity: "warning",
      side: "station",
      sentence:
        "The station did not answer 2 pings of the CSMS before the link ended; the first was sent 40 s before the end.",
    },
  ]);
});

it("does not take another content for an answer", () => {
  expect(
    findingsFor([
      ["ping", "1", 0],
      ["pong", "", 1],
    ]),
  ).toHaveLength(1);
});

it("is silent where a later ping was answered, and about a ping just before the end", () => {
  expect(
    findingsFor([
      ["ping", "1", 0],
      ["ping", "2", 20],
      ["pong", "2", 21],
      ["ping", "3", 55],
    ]),
  ).toEqual([]);
});
