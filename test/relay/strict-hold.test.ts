import { expect, it } from "vitest";
import { createStrictHold } from "../../src/relay/strict-hold.ts";
import { memorySpool } from "../support/relay.ts";
import { until } from "../support/until.ts";

function opened(holdMsMax = 600_000) {
  const spool = memorySpool();
  const forwarded: string[] = [];
  let expired = 0;
  const hold = createStrictHold(
    {
      holdMsMax,
      bytesMax: 4,
      forward: (chunk) => forwarded.push(String(chunk)),
      onExpired: () => {
        expired += 1;
      },
    },
    spool,
  );
  const push = (...texts: string[]) => {
    for (const text of texts) hold.push(Buffer.from(text));
  };
  return { spool, hold, push, forwarded, expired: () => expired };
}

it("forwards at once what is written at once", () => {
  const { push, forwarded, hold } = opened();
  push("a", "b");
  expect(forwarded).toEqual(["a", "b"]);
  expect(hold.isFull()).toBe(false);
});

it("holds in order, is full at its bound, and says when it is empty", () => {
  const { spool, push, forwarded, hold } = opened();
  let isEmpty = false;
  spool.hold();
  push("ab", "cd");
  expect(hold.isFull()).toBe(true);
  hold.whenEmpty(() => {
    isEmpty = forwarded.length === 2;
  });
  expect(forwarded).toEqual([]);
  spool.release();
  expect(forwarded).toEqual(["ab", "cd"]);
  expect(isEmpty).toBe(true);
  hold.whenEmpty(() => forwarded.push("now"));
  expect(forwarded.at(-1)).toBe("now");
});

it("forwards unwritten chunks after the limit, tells it once, and counts late callbacks right", async () => {
  const { spool, push, forwarded, expired } = opened(20);
  spool.hold();
  push("a", "b");
  await until(() => forwarded.length === 2, "the hold expires");
  push("c");
  await until(() => forwarded.length === 3, "the hold expires again");
  expect(expired()).toBe(1);
  push("d");
  spool.release();
  expect(forwarded).toEqual(["a", "b", "c", "d"]);
  spool.hold();
  push("e");
  expect(forwarded).not.toContain("e");
  await until(() => expired() === 2, "it is told again after the disk had caught up");
});

it("lets everything go when the link ends", () => {
  const { spool, push, forwarded, hold } = opened();
  spool.hold();
  push("a", "b");
  hold.flush();
  expect(forwarded).toEqual(["a", "b"]);
  spool.release();
  expect(forwarded).toEqual(["a", "b"]);
});
