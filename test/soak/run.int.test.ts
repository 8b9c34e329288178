import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { whenOver } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";

const program = join(import.meta.dirname, "..", "..", "soak", "run.ts");

it("soaks for half a minute: every message is accounted for, with the recorder killed", async () => {
  const out = await tempDir();
  const options = ["--minutes", "0.5", "--stations", "40", "--every", "2", "--out", out];
  const child = spawn(process.execPath, [program, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  whenOver(() => child.kill("SIGTERM"));
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const [code] = await once(child, "close");
  expect(said).toContain("**Nothing grows, nothing is lost.**");
  expect(code).toBe(0);
  const markdown = await readFile(join(out, "soak.md"), "utf8");
  const told = /([\d,]+) messages relayed = ([\d,]+) stored \+ ([\d,]+) in gaps/.exec(markdown);
  const [relayed = 0, stored, gaps] = (told ?? []).slice(1).map((n) => Number(n.replace(/,/g, "")));
  expect(relayed).toBeGreaterThan(200);
  expect(Number(stored) + Number(gaps)).toBe(relayed);
  expect(markdown).toContain("killed 4 times");
  expect(await readFile(join(out, "soak.svg"), "utf8")).toContain("</svg>");
});
