import fc from "fast-check";
import { expect, it } from "vitest";
import { createGroup, type Group } from "../../src/spool/group.ts";

function append(group: Group, text: string): void {
  group.append(text.length, (buffer, at) => buffer.write(text, at, "latin1"));
}

function take(group: Group, bytesMax = Number.POSITIVE_INFINITY): string {
  const span = group.next();
  if (span === null) return "";
  const length = Math.min(span.length, bytesMax);
  const text = span.buffer.toString("latin1", span.from, span.from + length);
  group.wrote(length);
  return text;
}

it("hands out what was appended, in order, and counts what is pending", () => {
  const group = createGroup(16);
  append(group, "one");
  append(group, "two");
  expect(group.pendingBytes()).toBe(6);
  expect(take(group)).toBe("onetwo");
  expect(group.pendingBytes()).toBe(0);
  expect(group.next()).toBeNull();
});

it("lets records follow behind a span that is in flight", () => {
  const group = createGroup(16);
  append(group, "one");
  const flying = group.next();
  append(group, "two");
  expect(flying?.buffer.toString("latin1", flying.from, flying.from + flying.length)).toBe("one");
  group.wrote(3);
  expect(group.isAtBoundary()).toBe(true);
  expect(take(group)).toBe("two");
});

it("knows that a short write left a record in the middle", () => {
  const group = createGroup(16);
  append(group, "one");
  expect(take(group, 2)).toBe("on");
  expect(group.isAtBoundary()).toBe(false);
  append(group, "two");
  expect(take(group)).toBe("etwo");
  expect(group.isAtBoundary()).toBe(true);
});

it("gives a record above a chunk's size a buffer of its own", () => {
  const group = createGroup(8);
  append(group, "small");
  append(group, "x".repeat(100));
  append(group, "last");
  expect([take(group), take(group), take(group)]).toEqual(["small", "x".repeat(100), "last"]);
});

it("reuses the chunks that the disk has taken", () => {
  const group = createGroup(8);
  append(group, "first");
  const first = group.next()?.buffer;
  take(group);
  append(group, "second");
  expect(group.next()?.buffer).toBe(first);
});

it("leaves nothing behind of a record that could not be put", () => {
  const group = createGroup(8);
  expect(() =>
    group.append(3, () => {
      throw new Error("on order");
    }),
  ).toThrow("on order");
  append(group, "one");
  expect(take(group)).toBe("one");
});

it("is a queue of bytes under any order of appends and partial writes", () => {
  const operation = fc.oneof(
    fc.record({ append: fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 40 }) }),
    fc.record({ write: fc.integer({ min: 1, max: 40 }) }),
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const group = createGroup(16);
      let [all, out] = ["", ""];
      for (const operation of operations) {
        if ("append" in operation) {
          append(group, operation.append);
          all += operation.append;
        } else out += take(group, operation.write);
        expect(group.pendingBytes()).toBe(all.length - out.length);
      }
      while (group.next() !== null) out += take(group);
      expect(out).toBe(all);
      expect(group.isAtBoundary()).toBe(true);
    }),
  );
});
