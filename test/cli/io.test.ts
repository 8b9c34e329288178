import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { print, ReaderGone } from "../../src/cli/io.ts";
import { ClosingSink } from "./world.ts";

it("print waits for a reader that is slow", async () => {
  const out = new PassThrough({ highWaterMark: 4 });
  let isTaken = false;
  const printing = print(out, "0123456789").then(() => {
    isTaken = true;
  });
  await new Promise(setImmediate);
  expect(isTaken).toBe(false);
  out.resume();
  await printing;
  expect(isTaken).toBe(true);
});

it("print tells that the reader has gone, also afterwards", async () => {
  const out = new ClosingSink(1);
  out.on("error", () => undefined);
  await print(out, "taken");
  await expect(print(out, "refused")).rejects.toBeInstanceOf(ReaderGone);
  await expect(print(out, "too late")).rejects.toBeInstanceOf(ReaderGone);
  expect(out.text).toBe("taken");
});
