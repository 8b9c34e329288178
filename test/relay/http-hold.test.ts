import { once } from "node:events";
import { expect, it } from "vitest";
import { createHold } from "../../src/relay/http-hold.ts";
import { memorySpool } from "../support/relay.ts";
import { until } from "../support/until.ts";

it("gives everything but the last chunk at once, and that when it is written", async () => {
  const spool = memorySpool();
  spool.hold();
  const hold = createHold(60_000, { spool });
  const got: string[] = [];
  hold.on("data", (chunk: Buffer) => got.push(String(chunk)));
  hold.write("a");
  hold.write("b");
  hold.end("c");
  await until(() => got.join("") === "ab", "all but the last is there");
  const ended = once(hold, "end");
  spool.release();
  await ended;
  expect(got.join("")).toBe("abc");
});

it("the exchange comes first: after the longest hold it goes on", async () => {
  const spool = memorySpool();
  spool.hold();
  const hold = createHold(10, { spool });
  hold.end("a");
  expect(String((await once(hold, "data"))[0])).toBe("a");
});
