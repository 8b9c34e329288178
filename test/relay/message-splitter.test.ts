import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultRates } from "../../src/relay/copy-rates.ts";
import { parseExtensions } from "../../src/relay/extensions.ts";
import { MessageSplitter, type SplitMessage } from "../../src/relay/message-splitter.ts";
import { deflateSync } from "../support/deflate.ts";
import { encodeFrame, splitAt } from "../support/frames.ts";

const MASK = [1, 2, 3, 4];
const frame = (text: string, options = {}) => encodeFrame(text, { mask: MASK, ...options });

function splitterOf(extensions: string | null = null, messageBytesMax = 100_000) {
  const out: Buffer[] = [];
  const messages: SplitMessage[] = [];
  const lost: string[] = [];
  const link = { extensions: parseExtensions(extensions), messageBytesMax, rates: defaultRates };
  const splitter = new MessageSplitter("station", link, {
    bytes: (raw) => out.push(Buffer.from(raw)),
    message(message, raw) {
      messages.push(message);
      out.push(Buffer.from(raw));
    },
    lost: (reason) => lost.push(reason),
  });
  const texts = () => messages.map(({ payload }) => payload.toString());
  return { splitter, out: () => Buffer.concat(out), messages, texts, lost };
}

describe("a splitter", () => {
  it("gives every byte once and in order, wherever chunks end and holding begins and ends", () => {
    const messages = fc.array(
      fc.record({ text: fc.string({ maxLength: 300 }), cut: fc.nat(300), isPart: fc.boolean() }),
      { maxLength: 8 },
    );
    const property = fc.property(
      messages,
      fc.array(fc.nat(2_000), { maxLength: 12 }),
      fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
      (all, ends, holds) => {
        const stream = Buffer.concat(
          all.flatMap(({ text, cut, isPart }) =>
            isPart
              ? [
                  frame(text.slice(0, cut), { isFinal: false }),
                  frame(text.slice(cut), { opcode: 0 }),
                ]
              : [frame(text)],
          ),
        );
        const { splitter, out, texts } = splitterOf();
        const gone: Buffer[] = [];
        for (const [index, chunk] of splitAt(stream, ends).entries()) {
          if (holds[index] === true) {
            splitter.hold(chunk);
            continue;
          }
          // As the valve does it: what is held goes first, then the chunk as it came.
          splitter.release();
          const before = out().length;
          splitter.look(chunk);
          expect(out()).toHaveLength(before);
          gone.push(chunk);
        }
        splitter.release();
        expect(splitter.isEmpty).toBe(true);
        expect(texts()).toEqual(all.map(({ text }) => text));
        expect(out().length + Buffer.concat(gone).length).toBe(stream.length);
        if (gone.length === 0) expect(out().equals(stream)).toBe(true);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it("lets control frames overtake the message around them, and a Close frame not", () => {
    const { splitter, out } = splitterOf();
    const [begin, end] = [frame("be", { isFinal: false }), frame("gin", { opcode: 0 })];
    const ping = frame("", { opcode: 9 });
    splitter.hold(Buffer.concat([begin, ping]));
    expect(out().equals(ping)).toBe(true);
    splitter.hold(end);
    expect(out().equals(Buffer.concat([ping, begin, end]))).toBe(true);
    const close = frame("", { opcode: 8 });
    splitter.hold(Buffer.concat([begin, close]));
    expect(out().equals(Buffer.concat([ping, begin, end, begin, close]))).toBe(true);
  });

  it("gives all that it holds after a breach, and splits no more", () => {
    const { splitter, out, messages, lost } = splitterOf();
    const stream = Buffer.concat([frame("one"), encodeFrame("unmasked"), frame("two")]);
    splitter.hold(stream);
    splitter.hold(Buffer.from("no frame"));
    expect(out().equals(Buffer.concat([stream, Buffer.from("no frame")]))).toBe(true);
    expect(messages).toHaveLength(1);
    expect(lost).toHaveLength(1);
    expect(splitter.isLost).toBe(true);
  });

  it("reads compressed messages, and says how they came", () => {
    const { splitter, messages, texts } = splitterOf(
      "permessage-deflate; client_no_context_takeover",
    );
    const payload = deflateSync("compressed ".repeat(20));
    splitter.hold(encodeFrame(payload, { mask: MASK, reservedBits: 4 }));
    expect(texts()).toEqual(["compressed ".repeat(20)]);
    expect(messages[0]).toMatchObject({ isCompressed: true, wireBytes: payload.length });
  });

  it("splits nothing where an extension is not known", () => {
    expect(splitterOf("x-own").splitter.isLost).toBe(true);
  });

  it("lets go what is too large, and shows its beginning", () => {
    const { splitter, out, messages } = splitterOf(null, 1_000);
    const large = frame("x".repeat(5_000));
    for (const chunk of splitAt(large, [700, 1_400, 3_000])) splitter.hold(chunk);
    expect(out().equals(large)).toBe(true);
    expect(messages).toMatchObject([{ isWhole: false, hasGone: true }]);
  });

  it("comes out with everything when it is given up", () => {
    const { splitter, out } = splitterOf();
    const half = frame("half").subarray(0, 7);
    splitter.hold(half);
    splitter.giveUp();
    expect(out().equals(half)).toBe(true);
    expect(splitter.isLost).toBe(true);
  });
});
