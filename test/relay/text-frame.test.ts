import type { Writable } from "node:stream";
import { expect, it } from "vitest";
import * as ws from "ws";
import { textFrameOf } from "../../src/relay/text-frame.ts";
import { encodeFrame } from "../support/frames.ts";

/** Not in its types. */
const { Receiver } = ws as never as {
  readonly Receiver: new (options: { readonly isServer: boolean }) => Writable;
};

const texts = ["", "x".repeat(125), "x".repeat(126), "é".repeat(40_000)];

it("of a CSMS is one plain frame in its shortest form", () => {
  for (const text of texts) {
    expect(textFrameOf("csms", Buffer.from(text)).equals(encodeFrame(text))).toBe(true);
  }
});

it("of a station is masked, each time with another mask, and reads as it was", async () => {
  const payload = Buffer.from("x".repeat(300));
  const [one, other] = [textFrameOf("station", payload), textFrameOf("station", payload)];
  expect(one.equals(other)).toBe(false);
  for (const text of texts) {
    const receiver = new Receiver({ isServer: true });
    const received = new Promise<string>((resolve) =>
      receiver.on("message", (data: Buffer) => resolve(data.toString())),
    );
    receiver.write(textFrameOf("station", Buffer.from(text)));
    expect(await received).toBe(text);
  }
});
