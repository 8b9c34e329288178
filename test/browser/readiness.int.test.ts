/** The readiness report in a real browser: verdicts, why, the way to the messages, the page to mail. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serveConsole } from "../console/served.ts";
import { boot, exchange, openTold, type Told } from "../query/diagnosis/told.ts";
import { axeFaults } from "../support/axe.ts";
import { type Browser, hasChromium, openBrowser } from "../support/browser.ts";

const count = (selector: string) => `document.querySelectorAll('${selector}').length`;
const texts = (selector: string) =>
  `[...document.querySelectorAll('${selector}')].map((one) => one.textContent)`;
const rows = (name: string) => `[aria-label="${name}"] > table > tbody > tr`;

const hostile = "<img src=x onerror=alert(1)>";
const translate = { station: "1.6", csms: "2.0.1" };
const shadows = [{ match: "/ocpp/{station}", upstream: "ws://new.example", translate }];

describe.runIf(hasChromium)("readiness", () => {
  let dir: string;
  let told: Told;
  let served: Served;
  let browser: Browser;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "ocpptap-readiness-"));
    [told, browser] = await Promise.all([openTold(), openBrowser()]);
    await told.tell("CP-1", (link) => {
      boot(link);
      exchange(link, ["AcmeSecret", { x: 1 }, { status: "Accepted" }], { id: "a1" });
      const transfer = { vendorId: hostile, messageId: "Led", data: "on" };
      exchange(link, ["DataTransfer", transfer, { status: "Accepted" }], { id: "d1" });
    });
    await told.tell("CP-2", (link) => boot(link));
    const { reader, clock } = told.deps(3_600_000);
    const store = { query: reader.query } as Parameters<typeof serveConsole>[1];
    served = await serveConsole(dir, store, { clock, config: { shadows } });
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await told.close();
    await rm(dir, { recursive: true, force: true });
  });

  const go = (path: string) => browser.go(`${served.url}${path}`);

  it("says what stands in the way, of which stations, and leads to the message", async () => {
    await go("/migration?t=all");
    await browser.sees(`${count(rows("Stations"))} === 2`, "both stations");
    expect(await browser.ask(texts(".findings-chips button"))).toEqual([
      ...["1 not ready", "1 ready with remarks", "0 ready", "0 unknown"],
    ]);
    expect(await browser.ask(`${texts(`${rows("Why")} td:first-child`)}[0]`)).toBe("blocks");
    expect(await browser.ask(`${texts(`${rows("Why")} td:nth-child(2)`)}[0]`)).toContain(
      "AcmeSecret",
    );
    await browser.page.getByRole("button", { name: "1 not ready" }).click();
    await browser.sees(`${count(rows("Stations"))} === 1`, "only the one that is not");
    await browser.page.getByRole("button", { name: "details" }).click();
    const captions = ".readiness-details caption";
    await browser.sees(`${texts(captions)}.includes('DataTransfers')`, "what it rests on");
    expect(await browser.ask(count("main img"))).toBe(0);
    expect(await browser.ask("document.querySelector('main').innerText")).toContain(hostile);
    for (const colorScheme of ["light", "dark"] as const) {
      await browser.page.emulateMedia({ colorScheme });
      expect(await axeFaults(browser.page), colorScheme).toEqual([]);
    }
    await browser.page
      .getByRole("region", { name: "Why" })
      .getByRole("link", { name: "of CP-1" })
      .first()
      .click();
    await browser.sees("location.pathname.startsWith('/messages/')", "the message");
    await browser.sees(`${count(".m-drawer .payload")} > 0`, "its payload");
  });

  it("finds stations by a reason and by their model, and keeps it in the address", async () => {
    await go("/migration?t=all");
    await browser.sees(`${count(rows("Stations"))} === 2`, "both stations");
    await browser.page.getByRole("searchbox", { name: "Find stations" }).fill("cp-2");
    await browser.sees(`${count(rows("Stations"))} === 1`, "the one that was named");
    expect(await browser.ask("location.search")).toContain("q=cp-2");
    await go("/migration?t=all&reason=refused%3AAcmeSecret");
    await browser.sees(`${texts(`${rows("Stations")} td:first-child`)}[0] === 'CP-1'`, "CP-1");
  });

  it("gives the page to mail, with the options of a route", async () => {
    await go("/migration?t=all");
    await browser.sees(`${count(rows("Stations"))} === 2`, "both stations");
    await browser.page
      .getByRole("combobox", { name: /options of/ })
      .selectOption("/ocpp/{station}");
    await browser.sees("location.search.includes('route=')", "the route in the address");
    await browser.sees(`${count(rows("Stations"))} === 2`, "them again");
    const [download] = await Promise.all([
      browser.page.waitForEvent("download"),
      browser.page.getByRole("link", { name: "Download as a page to mail" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("readiness.html");
    expect(decodeURIComponent(download.url())).toContain("route=/ocpp/{station}");
    const page = await readFile(await download.path(), "utf8");
    expect(page).toMatch(/^<!doctype html>.*CP-1.*CP-2.*<\/html>\n$/s);
    expect(page).not.toContain(hostile);
    expect(
      browser.complaints().filter((said) => !said.startsWith("Failed to load resource")),
    ).toEqual([]);
  });
});
