import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { startFileChild } from "../../src/fleet/file-child.ts";
import type { Text } from "../../src/fleet/file-messages.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const open = (token: string) => ({ kind: "open", name: '"S"', token }) as const;

it("a name with many documents comes in parts, all of it before the answer", async () => {
  const dir = join(await tempDir(), "state");
  const ended: string[] = [];
  const options = { dir, bytesMax: limits.stateFileBytesMax };
  const child = startFileChild(options, (problem) => ended.push(problem));
  await child.ask(open("mine"), []);
  const value = JSON.stringify("x".repeat(limits.statePartChars / 10));
  const changes = Array.from({ length: 95 }, (_, index) => [`"${index}"`, value] as const);
  const request = { name: '"S"', token: "mine", seq: 1, stored: 0, changes };
  expect(await child.ask({ kind: "store", ...request }, [])).toEqual({ kind: "stored" });
  const texts: Text[] = [];
  expect(await child.ask(open("other"), texts)).toEqual({ kind: "opened" });
  expect(new Map(texts)).toEqual(new Map(changes));
  await child.close();
  expect(ended).toEqual(["its process ended (exit code 0)"]);
  expect(await child.ask(open("late"), [])).toMatchObject({ kind: "failed" });
});

it("a file that was moved away ends the process that has it open, and says why", async () => {
  const data = await tempDir();
  const ended: string[] = [];
  const options = { dir: join(data, "state"), bytesMax: limits.stateFileBytesMax };
  const child = startFileChild(options, (problem) => ended.push(problem));
  expect(await child.ask(open("mine"), [])).toEqual({ kind: "opened" });
  await rename(join(data, "state"), join(data, "moved"));
  await mkdir(join(data, "state"));
  await until(() => ended.length > 0, "the process ends");
  expect(ended).toEqual(["its file was moved away or replaced"]);
  await child.close();
});
