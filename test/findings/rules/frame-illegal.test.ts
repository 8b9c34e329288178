import { expect, it } from "vitest";
import { frameIllegal } from "../../../src/findings/rules/frame-illegal.ts";
import { record } from "../../support/recording.ts";

it("names sender and breach", () => {
  const recording = record({ rules: [frameIllegal] });
  const reason = "reserved bits 100 on opcode 1";
  recording.link().open().note({ note: "frame-illegal", sender: "station", reason });
  expect(recording.findings()).toMatchObject([
    {
      severity: "error",
      side: "station",
      sentence:
        "The station broke the WebSocket protocol: reserved bits 100 on opcode 1, which says that it is compressed, but no compression was agreed.",
    },
  ]);
});

it("tells text that is not UTF-8", () => {
  const recording = record({ rules: [frameIllegal] });
  const link = recording.link().open();
  recording.take({
    ...{ kind: "message", linkId: link.linkId, seq: 1, receivedAtUs: 1, sender: "csms" },
    ...{ leg: "both", opcode: 1, isCompressed: false, isFragmented: false, isTruncated: false },
    ...{ payloadBytes: 2, wireBytes: 2, payload: Buffer.from([0xc3, 0x28]) },
  });
  expect(recording.findings()).toMatchObject([
    {
      side: "csms",
      evidence: [1],
      sentence: "The CSMS sent a text message of 2 bytes that is not valid UTF-8.",
    },
  ]);
});

it("is silent about other notes, our own limits, and broken JSON", () => {
  const recording = record({ rules: [frameIllegal] });
  const reason = "compressed message of 30000000 bytes was not kept whole";
  const link = recording.link().open().note({ note: "frame-illegal", sender: "csms", reason });
  const bomb = "cannot be decompressed: 20000 bytes become more than 8388608";
  link.note({ note: "frame-illegal", sender: "csms", reason: bomb });
  link.note({ note: "opaque", sender: "csms", reason: "x", bytesHex: "" }).station("grüß[");
  expect(recording.findings()).toEqual([]);
});
