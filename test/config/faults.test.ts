import { expect, it } from "vitest";
import { configError, faultsOfIssue, pathText } from "../../src/config/faults.ts";
import { configSchema } from "../../src/config/schema.ts";

const source = { kind: "file", text: "c.yaml:1" } as const;

function sentences(values: unknown): readonly string[] {
  const issues = configSchema.safeParse(values).error?.issues ?? [];
  return issues
    .flatMap((issue) => faultsOfIssue(issue, () => source))
    .map((fault) => fault.sentence);
}

it("tells each unknown key by itself, with what was meant or what is known", () => {
  expect(sentences({ spol: {}, spool: { nonsense: 1 } })).toEqual([
    "spool.nonsense is not a known key; known here: bytesMax, segmentBytesMax, bufferBytesMax, fsyncMs, encrypt",
    "spol is not a known key; did you mean spool?",
  ]);
});

it("says what to write", () => {
  expect(sentences({ instance: "a b" })).toEqual([
    "instance: 1 to 64 letters, digits, dots, dashes, underscores",
  ]);
  expect(sentences({ routes: [{ match: "/x", upstream: "ws://h" }] })).toEqual([
    "routes[0].match: must contain {station} once",
  ]);
  expect(sentences({ spool: { bytesMax: true } })[0]).toMatch(/^spool.bytesMax: must be a size/);
});

it("writes paths as they are read", () => {
  expect(pathText(["listen", 0, "tls", "key"])).toBe("listen[0].tls.key");
});

it("puts every fault on its own line with its place", () => {
  const error = configError([
    { source, sentence: "a" },
    { source, sentence: "b" },
  ]);
  expect(error.message).toBe("The configuration has 2 fault(s):\n  c.yaml:1: a\n  c.yaml:1: b");
});
