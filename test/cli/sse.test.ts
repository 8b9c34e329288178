import fc from "fast-check";
import { expect, it } from "vitest";
import { createEventParser } from "../../src/cli/sse.ts";

const text =
  ': hello\n\nevent: message\ndata: {"a":1}\n\ndata:no space\r\ndata: two lines\r\n\r\nevent: skipped\ndata\n\nevent: nothing\n\n';
const events = [
  { event: "message", data: '{"a":1}' },
  { event: "message", data: "no space\ntwo lines" },
  { event: "skipped", data: "" },
];

it("reads events, comments and all line ends", () => {
  expect(createEventParser().push(text)).toEqual(events);
});

it("reads the same in any cut", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const parser = createEventParser();
      const places = [0, ...cuts.sort((a, b) => a - b), text.length];
      const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
      expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(events);
    }),
  );
});

it("keeps what is not complete for later", () => {
  const parser = createEventParser();
  expect(parser.push("data: a")).toEqual([]);
  expect(parser.push("b\n")).toEqual([]);
  expect(parser.push("\n")).toEqual([{ event: "message", data: "ab" }]);
});
