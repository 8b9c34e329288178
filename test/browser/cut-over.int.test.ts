/** A cut-over in a real browser: a plan is given, begun, looked at, and taken back. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { openBooks } from "../../src/fleet/books.ts";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import { type Served, serveConsole } from "../console/served.ts";
import { joined } from "../fleet/board-contract.ts";
import { boot, openTold, type Told } from "../query/diagnosis/told.ts";
import { aloneFleet } from "../support/alone.ts";
import { axeFaults } from "../support/axe.ts";
import { type Browser, hasChromium, openBrowser } from "../support/browser.ts";
import { endAfterAll, keptForAll } from "../support/lifetime.ts";
import { tempDir } from "../support/temp-dir.ts";

const texts = (selector: string) =>
  `[...document.querySelectorAll('${selector}')].map((one) => one.textContent)`;
const translate = { station: "1.6", csms: "2.0.1" };
const routes = [
  { match: "/ocpp/{station}", upstream: "ws://old.example" },
  { match: "/new/{station}", upstream: "ws://new.example", mode: "translate", translate },
];

async function opened() {
  const dir = await tempDir();
  const observe = () => undefined;
  const place = { socket: join(dir, "board.sock"), dir, observe };
  const board = await joined((member) => createEmbeddedBoard(member, place));
  const books = await openBooks({ board, observe, fileOf: () => null });
  return { dir, board, books };
}

describe.runIf(hasChromium)("cut-over", () => {
  let told: Told;
  let served: Served;
  let browser: Browser;
  endAfterAll();
  beforeAll(async () => {
    [told, browser] = await Promise.all([openTold(), openBrowser()]);
    for (const id of ["CP-1", "CP-2", "CP-9"]) await told.tell(id, (link) => boot(link));
    const { dir, board, books } = await keptForAll(opened);
    const { reader } = told.deps(3_600_000);
    const store = { query: reader.query } as Parameters<typeof serveConsole>[1];
    const shared = { fleet: { ...aloneFleet, board }, books };
    served = await serveConsole(dir, store, {
      ...{ shared, config: { routes }, clock: systemClock },
    });
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await told.close();
  });

  it("a plan is given, begun, looked at, and taken back", async () => {
    const { page } = browser;
    await browser.go(`${served.url}/migration/cut-over`);
    await page.getByText("A new plan").click();
    await page.getByLabel("Name of the plan").fill("fleet");
    await page.getByRole("button", { name: "Keep it" }).click();
    await browser.sees("location.pathname === '/migration/cut-over/fleet'", "its page");
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByRole("button", { name: "Yes, start" }).click();
    await browser.sees(
      `${texts('[aria-label="What happened"] td:nth-child(3)')}.includes('moved')`,
      "stations are moved",
    );
    const stations = await browser.ask(texts('[aria-label="Stations"] td:first-child'));
    expect(stations).toEqual(expect.arrayContaining(["CP-1", "CP-2", "CP-3", "CP-9"]));
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeFaults(page), colorScheme).toEqual([]);
    }
    const shot = process.env["CUT_OVER_SHOT"];
    if (shot !== undefined) await page.screenshot({ path: shot, fullPage: true });
    await page.getByRole("button", { name: "Roll back" }).click();
    await page.getByLabel("at once, also those that charge").check();
    await page.getByRole("button", { name: "Yes, roll back" }).click();
    await browser.sees(`${texts("h1 .mark")}.includes('rolled back')`, "all are back");
    await page.getByRole("link", { name: "Cut-over" }).click();
    await browser.sees(`${texts('[aria-label="Plans"] td')}.includes('fleet')`, "the list");
  });
});
