import { expect, it } from "vitest";
import { streamUnreadable } from "../../../src/findings/rules/stream-unreadable.ts";
import { record } from "../../support/recording.ts";

const bomb = "cannot be decompressed: 20000 bytes become more than 8388608";

it("says that what one side sends from here on is relayed and not recorded, and why", () => {
  const recording = record({ rules: [streamUnreadable] });
  recording.link().open().note({ note: "opaque", sender: "csms", reason: bomb, bytesHex: "ffff" });
  expect(recording.findings()).toMatchObject([
    {
      severity: "warning",
      side: "csms",
      sentence:
        "From here on what the CSMS sends on this link is relayed but not recorded: cannot be decompressed: 20000 bytes become more than 8388608.",
      details: { reason: bomb },
    },
  ]);
});

it("tells a bomb after which the next message can be read again", () => {
  const recording = record({ rules: [streamUnreadable] });
  const link = recording.link().open();
  link.note({ note: "frame-illegal", sender: "station", reason: bomb });
  link.note({ note: "frame-illegal", sender: "station", reason: "masked csms frame" });
  expect(recording.findings().map(({ sentence }) => sentence)).toEqual([
    "A compressed message of the station was relayed but not recorded: cannot be decompressed: 20000 bytes become more than 8388608.",
  ]);
});
