/** A real Chromium, driven by Playwright: what a page does, not what it should do. */
import { existsSync } from "node:fs";
import { chromium, type Page } from "playwright-core";
import { until } from "./until.ts";

const CHROMIUM = "/usr/bin/chromium";
export const hasChromium = existsSync(CHROMIUM);

const SWITCHES = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  "--disable-dev-shm-usage",
];

export type Browser = {
  /** For typing, choosing and pressing keys as a person does. */
  readonly page: Page;
  readonly go: (url: string) => Promise<void>;
  /** The value of an expression in the page. */
  readonly ask: <T>(expression: string) => Promise<T>;
  /** Waits until an expression in the page is true. */
  readonly sees: (expression: string, what: string) => Promise<void>;
  /** Errors that the page's scripts threw, and what its security policy refused. */
  readonly complaints: () => readonly string[];
  readonly close: () => Promise<void>;
};

export async function openBrowser(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: SWITCHES });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (told) => {
    if (told.type() === "error") complaints.push(told.text());
  });
  const ask = <T>(expression: string) => page.evaluate<T>(expression);
  return {
    page,
    ask,
    complaints: () => complaints,
    async go(url) {
      await page.goto(url);
    },
    sees: (expression, what) => until(() => ask<boolean>(`Boolean(${expression})`), what),
    close: () => browser.close(),
  };
}
