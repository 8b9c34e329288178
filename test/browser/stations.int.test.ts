/** The fleet, one station and one transaction in a real browser, on the real console and engine. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serveConsole } from "../console/served.ts";
import { openRecord, type Record } from "../query/record.ts";
import { type Browser, hasChromium, openBrowser } from "../support/browser.ts";
import { FLEET, HOSTILE_ID, nowUs, tellFleet } from "./stations-told.ts";

const TAB = ".st-tabs + section";
const DAY = "from=2026-09-21T00:00:00Z&to=2026-09-24T00:00:00Z";

describe.runIf(hasChromium)("the pages of stations", () => {
  let dir: string;
  let record: Record;
  let served: Served;
  let browser: Browser;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "ocpptap-stations-"));
    [record, browser] = await Promise.all([openRecord(), openBrowser()]);
    served = await serveConsole(dir, record.reader, { nowUs });
    await tellFleet(record);
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await record.close();
    await rm(dir, { recursive: true, force: true });
  });

  const text = (selector: string) =>
    browser.ask<string>(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? ""`);
  const saysSoon = (selector: string, part: string) =>
    browser.sees(
      `document.querySelector(${JSON.stringify(selector)})?.textContent.includes(${JSON.stringify(part)})`,
      `${part} in ${selector}`,
    );
  const search = () => browser.ask<string>("location.search");
  const rows = "document.querySelectorAll('.st-fleet-body [role=row]').length";

  it("shows a fleet of thousands, and makes rows only for what is on the screen", async () => {
    await browser.go(`${served.url}/stations`);
    await browser.sees(`${rows} > 10`, "stations");
    expect(await browser.ask<number>(rows)).toBeLessThan(80);
    expect(await text(".st-filters fieldset")).toContain(`All ${(FLEET + 2).toLocaleString("en")}`);
    await browser.page.evaluate("window.scrollTo(0, document.body.scrollHeight)");
    await saysSoon(".st-fleet-body", "FLEET-2999");
    expect(await browser.ask<number>(rows)).toBeLessThan(80);
  });

  it("searches and sorts, and the address says how", async () => {
    await browser.go(`${served.url}/stations`);
    await browser.sees(`${rows} > 10`, "stations");
    await browser.page.getByLabel("Search stations").fill("acme faulted");
    await browser.sees(`${rows} === 1`, "the one station");
    const row = await text(".st-fleet-body [role=row]");
    for (const fact of ["CP-1", "ACME One", "1.1", "Faulted", "1.6"]) expect(row).toContain(fact);
    expect(await search()).toBe("?q=acme+faulted");
    await browser.page.getByLabel("Search stations").fill("fleet-00");
    await browser.page.getByRole("columnheader", { name: "Station" }).getByRole("button").click();
    await saysSoon(".st-fleet-body [role=row]", "FLEET-0099");
    expect(await search()).toBe("?q=fleet-00&sort=-station");
    await browser.page.reload();
    await saysSoon(".st-fleet-body [role=row]", "FLEET-0099");
    await browser.page.getByRole("button", { name: /^Faulted/ }).click();
    await saysSoon("main", "No station is like that");
    await browser.page.goBack();
    await saysSoon(".st-fleet-body [role=row]", "FLEET-0099");
  });

  it("a station whose id is hostile is text, and its page is its own", async () => {
    await browser.go(`${served.url}/stations?q=onerror`);
    await browser.sees(`${rows} === 1`, "the hostile station");
    expect(await text(".st-fleet-body a")).toBe(HOSTILE_ID);
    await browser.page.locator(".st-fleet-body a").first().click();
    await browser.sees("document.querySelector('.st-head') !== null", "its page");
    expect(await text(".st-head h1")).toBe(HOSTILE_ID);
    await browser.page.getByRole("link", { name: "Boots" }).click();
    await saysSoon(".st-table", "<b>x</b>");
    expect(await search()).toBe("?tab=boots");
    expect(await text(".st-head h1")).toBe(HOSTILE_ID);
    expect(await browser.ask("window.owned === undefined")).toBe(true);
  });

  it("answers the five questions first, with the messages that they rest on", async () => {
    await browser.go(`${served.url}/stations/CP-1`);
    await browser.sees("document.querySelectorAll('.st-question').length === 5", "five answers");
    expect(await text(".st-question")).toContain("it is not connected");
    await saysSoon(".st-question:nth-child(2)", "GroundFailure");
    await browser.page.locator(".st-question:nth-child(2) a").first().click();
    await browser.sees("location.pathname.startsWith('/messages/')", "the page of the message");
    await browser.page.goBack();
    await browser.sees("location.pathname === '/stations/CP-1'", "the station again");
  });

  it("draws the states, the transaction and the link, and looks closer where it is dragged", async () => {
    await browser.go(`${served.url}/stations/CP-1`);
    await browser.sees("document.querySelectorAll('.st-bar').length === 1", "the transaction");
    // They stand above the chart: it must not move while it is dragged over.
    await browser.sees("document.querySelectorAll('.st-question a').length > 3", "the answers");
    const pieces = () =>
      browser.ask<string[]>(
        "[...document.querySelectorAll('.st-piece title')].map((each) => each.textContent)",
      );
    expect(await pieces()).toContain("Faulted GroundFailure");
    expect(await text(".st-up title")).toContain("closed by the station: reset");
    const chart = await browser.page.locator(".st-chart svg").boundingBox();
    if (chart === null) throw new Error("no chart");
    const { mouse } = browser.page;
    await mouse.move(chart.x + chart.width * 0.2, chart.y + 20);
    await mouse.down();
    await mouse.move(chart.x + chart.width * 0.3, chart.y + 20, { steps: 4 });
    await mouse.up();
    await browser.sees("new URLSearchParams(location.search).has('from')", "the stretch of time");
    await browser.page.getByRole("button", { name: "24h" }).click();
    await browser.sees("location.search === '?range=24h'", "the whole day");
    await browser.page.locator(".st-bar").click();
    await browser.sees("location.pathname.startsWith('/transactions/')", "the transaction's page");
  });

  it("says how a station's link is secured, and until when its certificate is valid", async () => {
    await browser.go(`${served.url}/stations/CP-1`);
    await saysSoon(".st-security", "TLSv1.3, TLS_AES_256_GCM_SHA384");
    const said = await text(".st-security");
    for (const fact of ["CN=CP-1", "CN=<i>Depot CA</i>", "2026-12-1", "AB:AB:AB:AB:AB:AB:AB:AB…"]) {
      expect(said).toContain(fact);
    }
    expect(said).toMatch(/Valid to2026-12-1\d .*(?:left|ago)/);
    expect(
      await browser.ask("document.querySelector('.st-security [title*=\\'0A2B\\']') !== null"),
    ).toBe(true);
  });

  it("lists links with their end, settings without credentials, and boots", async () => {
    await browser.go(`${served.url}/stations/CP-1?tab=links`);
    await saysSoon(TAB, "closed by the station: reset");
    await browser.page.getByRole("link", { name: "Configuration" }).click();
    await saysSoon(TAB, "HeartbeatInterval");
    const settings = await text(TAB);
    expect(settings).toContain("HeartbeatInterval60");
    expect(settings).toContain("AuthorizationKeyhidden");
    expect(settings).not.toContain("0102030405060708");
    await browser.page.getByLabel("Search settings").fill("number");
    await saysSoon("main", "1 of 3 settings");
    await browser.page.getByRole("link", { name: "Boots" }).click();
    await saysSoon(TAB, "was 1.0");
    await browser.page.getByRole("link", { name: "Messages", exact: true }).last().click();
    await saysSoon(TAB, "StopTransaction");
  });

  it("the form for another route says what is wrong with it, and that it could not be stored", async () => {
    await browser.go(`${served.url}/stations/CP-1?tab=route`);
    await saysSoon(TAB, "Its path decides where it is relayed to.");
    await browser.page
      .getByLabel("Relay it to")
      .selectOption({ label: "another CSMS, untouched:" });
    await browser.page.getByLabel("URL of the CSMS").fill("http://csms.example");
    await browser.page.getByRole("button", { name: "Set" }).click();
    await saysSoon(TAB, "must begin with ws:// or wss://");
    await browser.page.getByLabel("URL of the CSMS").fill("wss://csms.example");
    await browser.page.getByRole("button", { name: "Set" }).click();
    await saysSoon(TAB, "What instances share cannot be had");
  });

  it("a transaction shows its curves, its limit, its gap, its story and its messages", async () => {
    await browser.go(`${served.url}/stations/CP-1`);
    await browser.page.getByRole("link", { name: "7", exact: true }).click();
    await browser.sees("document.querySelectorAll('.st-plot canvas').length === 3", "the plots");
    expect(await text(".st-totals")).toContain("2.64 kWhfrom the meter at start and stop");
    expect(await text("main")).toContain("Limit max. 16 A");
    expect(await text(".st-story")).toContain("Reason Remote");
    await saysSoon("main", "Transaction 7, meter 3.64 kWh");
    const plot = await browser.page.locator(".st-plot .u-over").first().boundingBox();
    if (plot === null) throw new Error("no plot");
    await browser.page.mouse.move(plot.x + plot.width / 4, plot.y + plot.height / 2);
    await saysSoon(".st-plot figcaption", "7 kW");
    expect(await text(".st-plot figcaption")).not.toContain("max.");
  });

  it("zooms a transaction's plots together, and the address says to where", async () => {
    const plot = await browser.page.locator(".st-plot .u-over").first().boundingBox();
    if (plot === null) throw new Error("no plot");
    const { mouse } = browser.page;
    await mouse.move(plot.x + 50, plot.y + 30);
    await mouse.down();
    await mouse.move(plot.x + plot.width / 2, plot.y + 30, { steps: 4 });
    await mouse.up();
    await browser.sees("new URLSearchParams(location.search).has('from')", "the stretch of time");
    await browser.page.getByRole("button", { name: "Show all of it" }).click();
    await browser.sees("location.search === ''", "all of it");
  });

  it("says what is wrong where there is no such station and no such transaction", async () => {
    await browser.go(`${served.url}/stations/NOBODY?${DAY}`);
    await saysSoon("[role=alert]", "There is no station");
    await browser.go(`${served.url}/transactions/nothing-1`);
    await saysSoon("[role=alert]", "There is no transaction");
  });

  it("breaks neither a script nor the security policy", () => {
    // Answers of 404 were asked for.
    expect(
      browser.complaints().filter((each) => !each.startsWith("Failed to load resource")),
    ).toEqual([]);
  });
});
