import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { createLogOutput } from "../../src/observe/log-output.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

it("writes to a descriptor off the event loop, and all of it at a flush", async () => {
  const path = join(await tempDir(), "log");
  const fd = openSync(path, "w");
  const output = createLogOutput({ fd, write: () => undefined }, "auto");
  for (let line = 0; line < 1000; line++) output.write(`${line}\n`);
  output.flush();
  expect((await readFile(path, "utf8")).split("\n")).toHaveLength(1001);
  closeSync(fd);
});

it("drops and counts what the disk does not take, and still ends", async () => {
  const fd = openSync("/dev/full", "w");
  const output = createLogOutput({ fd, write: () => undefined }, "auto");
  output.write("lost\n");
  await until(() => output.droppedLines() === 1, "the failed write is counted");
  output.write("lost, too\n");
  output.flush();
  await until(() => output.droppedLines() === 2, "the failed flush is counted");
  closeSync(fd);
});

it("goes on, with a bounded buffer, while nobody reads", async () => {
  const fifo = join(await tempDir(), "fifo");
  execFileSync("mkfifo", [fifo]);
  const fd = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
  const output = createLogOutput({ fd, write: () => undefined }, "auto");
  const line = `${"x".repeat(1023)}\n`;
  const lines = 2 * (limits.logBufferBytesMax / line.length);
  for (let count = 0; count < lines; count++) output.write(line);
  expect(output.droppedLines()).toBeGreaterThan(lines / 3);
  output.flush();
  expect(output.droppedLines()).toBeLessThan(lines);
  closeSync(fd);
});

it("is coloured on a terminal only", () => {
  const line = '{"level":"warn","time":"2026-01-01T00:00:00Z","role":"relay","msg":"x"}\n';
  const texts: string[] = [];
  const write = (text: string) => texts.push(text);
  createLogOutput({ write, isTTY: true }, "auto").write(line);
  createLogOutput({ write, isTTY: true }, "json").write(line);
  createLogOutput({ write }, "text").write(line);
  expect(texts[0]).toContain("\u001b[");
  expect(texts[1]).toBe(line);
  expect(texts[2]).toMatch(/WARN: relay: x\n$/);
});
