/** Pictures of the console's pages, in both themes, in `docs/images/`. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium, type Page } from "playwright-core";
import { shrunk } from "./png.ts";

const root = join(import.meta.dirname, "..", "..");
const imagesDir = join(root, "docs", "images");
const WIDE = { width: 1280, height: 800 };

export type Picture = {
  readonly name: string;
  readonly path: string;
  readonly size?: typeof WIDE;
  /** What a person does before there is something to see. */
  readonly act?: (page: Page) => Promise<void>;
};

export type Program = {
  readonly consoleUrl: string;
  readonly relayUrl: string;
  readonly stop: () => Promise<void>;
};

/** `ocpptap` with these arguments. Resolves when its console and its relay are ready. */
export async function startProgram(args: readonly string[]): Promise<Program> {
  const program = spawn(process.execPath, [join(root, "src", "main.ts"), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const addresses = {
    console: Promise.withResolvers<string>(),
    relay: Promise.withResolvers<string>(),
  };
  program.once("exit", (code) => {
    for (const { reject } of Object.values(addresses)) reject(new Error(`it ended with ${code}`));
  });
  createInterface({ input: program.stdout }).on("line", (line) => {
    const { event, role, address } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (event !== "ready" || (role !== "console" && role !== "relay")) return;
    addresses[role].resolve(String(address));
  });
  const [consoleUrl, relayUrl] = await Promise.all([
    addresses.console.promise,
    addresses.relay.promise,
  ]);
  return {
    ...{ consoleUrl, relayUrl },
    async stop() {
      const exit = once(program, "exit");
      program.kill("SIGTERM");
      await exit;
    },
  };
}

export async function takePictures(url: string, pictures: readonly Picture[]): Promise<void> {
  await mkdir(imagesDir, { recursive: true });
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  const page = await browser.newPage({ viewport: WIDE, timezoneId: "UTC" });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const { name, path, size, act } of pictures) {
      await page.setViewportSize(size ?? WIDE);
      await page.goto(`${url}${path}`);
      await page.waitForLoadState("networkidle");
      await act?.(page);
      await page.waitForLoadState("networkidle");
      const picture = shrunk(await page.screenshot());
      const suffix = colorScheme === "dark" ? "-dark" : "";
      await writeFile(join(imagesDir, `${name}${suffix}.png`), picture);
      process.stdout.write(`${name}${suffix}.png ${Math.round(picture.length / 1_000)} kB\n`);
    }
  }
  await browser.close();
}
