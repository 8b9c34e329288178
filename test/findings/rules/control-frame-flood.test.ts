import { expect, it } from "vitest";
import { controlFrameFlood } from "../../../src/findings/rules/control-frame-flood.ts";
import { record } from "../../support/recording.ts";

it("tells a flood once, and again for each further digit of its count", () => {
  const recording = record({ rules: [controlFrameFlood] });
  const link = recording.link().open();
  const flood = (sender: "station" | "csms", controlFrames: number) =>
    link.note({ note: "rate-limited", sender, controlFrames, breaches: 0 });
  flood("station", 40);
  for (let second = 0; second < 59; second += 1) flood("station", 1);
  flood("station", 5_000);
  flood("csms", 1);
  expect(recording.findings()).toMatchObject([
    {
      side: "station",
      sentence:
        "The station sent more pings, pongs and closes on this link than are recorded: 40 frames so far were relayed and only counted.",
    },
    { details: { controlFrames: 5_099, sender: "station" } },
    { side: "csms", details: { controlFrames: 1 } },
  ]);
});

it("is silent about breaches, which have their own rule", () => {
  const recording = record({ rules: [controlFrameFlood] });
  const note = { note: "rate-limited", sender: "station", controlFrames: 0, breaches: 9 } as const;
  recording.link().open().note(note);
  expect(recording.findings()).toEqual([]);
});
