import { chmod, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { limits } from "../../../src/base/limits.ts";
import { openTokens, weaknessOf } from "../../../src/console/access/tokens.ts";
import type { TapEvent } from "../../../src/observe/events.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { handClock, keyFile, keyOf } from "./keys.ts";

async function opened() {
  const dir = await tempDir();
  const events: TapEvent[] = [];
  const { nowMs, go } = handClock(0);
  const [ops, root] = [await keyFile(dir, "ops", "viewer"), await keyFile(dir, "root", "admin")];
  const observe = (event: TapEvent) => void events.push(event);
  const book = await openTokens([ops, root], { observe, nowMs });
  return { dir, ops, book, events, later: () => go(limits.tokenLookMs) };
}

it("says whose a token is, and of any other nothing", async () => {
  const { book } = await opened();
  expect(book.find(keyOf("ops"))).toMatchObject({ name: "ops", role: "viewer" });
  expect(book.find(keyOf("root"))).toMatchObject({ name: "root", role: "admin" });
  expect(book.find(keyOf("roo"))).toBeNull();
  expect(book.find("")).toBeNull();
  expect(book.find("x".repeat(limits.tokenCharsMax + 1))).toBeNull();
});

it("takes a file's new token, and ends what the one before opened", async () => {
  const { book, ops, events, later } = await opened();
  const before = book.find(keyOf("ops"));
  await writeFile(`${ops.tokenFile}.new`, keyOf("new"), { mode: 0o600 });
  await rename(`${ops.tokenFile}.new`, ops.tokenFile);
  await book.look();
  expect(before?.isGood(), "nobody looks oftener than once a second").toBe(true);
  later();
  await book.look();
  expect(before?.isGood()).toBe(false);
  expect([book.find(keyOf("ops")), book.find(keyOf("new"))?.name]).toEqual([null, "ops"]);
  expect(events).toEqual([{ name: "tokenChanged", token: "ops" }]);
});

it("a file that is gone opens nothing, is told once, and counts again when it is back", async () => {
  const { book, ops, events, later } = await opened();
  await rm(ops.tokenFile);
  for (const _ of [1, 2]) {
    later();
    await book.look();
  }
  expect(book.find(keyOf("ops"))).toBeNull();
  expect(book.find(keyOf("root"))?.name).toBe("root");
  expect(events.map(({ name }) => name)).toEqual(["tokenUnusable"]);
  await writeFile(ops.tokenFile, keyOf("ops"));
  later();
  await book.look();
  expect(book.find(keyOf("ops"))?.name).toBe("ops");
});

it("refuses to start with a token that somebody could guess, replace or mistake", async () => {
  const { dir, ops } = await opened();
  const start = (tokenFile: string) =>
    openTokens([ops, { name: "weak", tokenFile, role: "admin" }], {
      observe: () => undefined,
      nowMs: () => 0,
    });
  const file = join(dir, "weak");
  const problem = async (text: string, mode = 0o600) => {
    await writeFile(file, text);
    await chmod(file, mode);
    const error = await start(file).then(() => null, String);
    return error ?? "none";
  };
  await expect(start(join(dir, "absent"))).rejects.toMatchObject({ code: "TOKEN_UNUSABLE" });
  expect(await problem("short")).toContain("it has 5 characters, and 32 are the least");
  expect(await problem("ab".repeat(20))).toContain("repeats a few characters");
  expect(await problem(keyOf("ops"))).toContain("it is the one of ops, too");
  expect(await problem(keyOf("weak"), 0o666)).toContain("everybody on this machine can write it");
  expect(await problem(keyOf("weak"), 0o644), "as container engines make them").toBe("none");
});

it("a token is at least 32 visible characters", () => {
  expect(weaknessOf(keyOf("x"))).toBeNull();
  expect(weaknessOf(`${keyOf("x")} ${keyOf("y")}`)).toContain("spaces");
  expect(weaknessOf(`ü${keyOf("x")}`)).toContain("no header takes");
});

it("other tokens count once they are taken over, and who has one of both stays signed in", async () => {
  const { dir, book, ops } = await opened();
  const [kept, ended] = [book.find(keyOf("ops")), book.find(keyOf("root"))];
  const weak = { ...ops, name: "weak", tokenFile: join(dir, "weak") };
  await writeFile(weak.tokenFile, "short");
  await expect(book.prepare([ops, weak])).rejects.toThrow("characters");
  const take = await book.prepare([ops, await keyFile(dir, "new", "viewer")]);
  expect([book.find(keyOf("new")), ended?.isGood()]).toEqual([null, true]);
  take();
  expect([book.find(keyOf("new"))?.name, book.find(keyOf("root"))]).toEqual(["new", null]);
  expect([kept?.isGood(), ended?.isGood()]).toEqual([true, false]);
  (await book.prepare([]))();
  expect([book.isEmpty(), kept?.isGood()]).toEqual([true, false]);
});
