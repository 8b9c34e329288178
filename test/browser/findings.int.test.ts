/** Findings in a real browser: rankings, their trend, single ones, firmwares, drops, rules. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { type Served, serveConsole } from "../console/served.ts";
import { findingRow, linkRow, openRecord, type Record } from "../query/record.ts";
import { EPOCH_US, linkIdOf, messageRow } from "../query/rows.ts";
import { type Browser, hasChromium, openBrowser } from "../support/browser.ts";

const HOSTILE = '<img src=x onerror="window.owned=1">\u202Eabc\u0000😀';
const MINUTE_US = 60_000_000;

const boot = (station: string, firmware: string, atUs: number, link: number) =>
  messageRow({
    ...{ linkId: linkIdOf(link), stationId: parseStationId(station), receivedAtUs: atUs },
    action: "BootNotification",
    payload: `[2,"1","BootNotification",{"chargePointVendor":"ACME","chargePointModel":"One","firmwareVersion":"${firmware}"}]`,
  });

const told = { vendor: "ACME", model: "One" } as const;

describe.runIf(hasChromium)("findings", () => {
  let dir: string;
  let record: Record;
  let served: Served;
  let browser: Browser;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "ocpptap-findings-"));
    [record, browser] = await Promise.all([openRecord(), openBrowser()]);
    served = await serveConsole(dir, record.reader);
    const second = parseStationId("CP-8");
    await record.insert({
      messages: [
        boot("CP-7", "1.0", EPOCH_US, 1),
        boot("CP-8", "1.1", EPOCH_US + 10 * MINUTE_US, 2),
        messageRow({
          ...{ linkId: linkIdOf(2), seq: 2, stationId: second, sender: "csms" },
          ...{ action: "GetConfiguration", receivedAtUs: EPOCH_US + 20 * MINUTE_US },
          payload: '[2,"2","GetConfiguration",{}]',
        }),
      ],
      links: [
        linkRow({
          ...{ linkId: linkIdOf(2), stationId: second, state: "closed", closedBy: "station" },
          ...{ closedHow: "reset", closedAtUs: EPOCH_US + 20 * MINUTE_US + 1_000 },
          ...{ lastCallAction: "GetConfiguration", lastCallSeq: 2, lastCallMs: 1 },
        }),
      ],
      findings: [
        ...Array.from({ length: 60 }, (_, index) =>
          findingRow({ ...told, firmware: "1.0", atUs: EPOCH_US + index, evidence: [index + 1] }),
        ),
        findingRow({
          ...{ rule: "json-invalid", side: "station", stationId: second, linkId: linkIdOf(2) },
          ...{ atUs: EPOCH_US + 15 * MINUTE_US, evidence: [1], sentence: HOSTILE },
          ...{ ...told, firmware: "1.1" },
        }),
        findingRow({
          ...{ rule: "slow-response", severity: "note", atUs: EPOCH_US - 5 * MINUTE_US },
        }),
      ],
    });
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await record.close();
    await rm(dir, { recursive: true, force: true });
  });

  const rows = "document.querySelectorAll('.findings-table tbody tr').length";
  const param = (name: string) => `new URLSearchParams(location.search).get("${name}")`;
  const open = (path: string) => browser.go(`${served.url}${path}`);

  it("are ranked by rule, and lead to each of them with its evidence and remedy", async () => {
    await open("/findings");
    await browser.sees(`${rows} === 3`, "the ranking");
    const { page } = browser;
    expect(await page.locator("tbody tr").first().textContent()).toMatch(/not answered.*60/);
    await page.getByRole("link", { name: "A message is not valid JSON" }).click();
    await browser.sees("document.querySelectorAll('.findings-one').length === 1", "the one");
    expect(await page.locator(".findings-sentence").textContent()).toBe(HOSTILE);
    expect(await page.locator(".findings-seq").getAttribute("href")).toBe(
      `/messages/${linkIdOf(2)}/1`,
    );
    expect(await page.locator(".findings-one").textContent()).toContain("Look at the payload");
    expect(await browser.ask("window.owned === undefined")).toBe(true);
    await page.goBack();
    await browser.sees(`${rows} === 3`, "the ranking again");
  });

  it("are narrowed by severity, side and words; the address has it all", async () => {
    const { page } = browser;
    await page.getByRole("button", { name: "notes" }).click();
    await browser.sees(`${rows} === 1 && ${param("severity")} === "note"`, "the notes");
    await page.reload();
    await browser.sees(`${rows} === 1`, "the notes again");
    await page.getByRole("button", { name: "notes" }).click();
    await page.getByLabel("Whose fault").selectOption("station");
    await browser.sees(`${rows} === 1 && ${param("side")} === "station"`, "the station's");
    await page.getByLabel("Search findings").fill("statoin:x");
    await page.getByLabel("Search findings").press("Enter");
    await browser.sees("document.querySelector('.problem') !== null", "the problem");
    expect(await page.locator(".problem").textContent()).toContain('nearest is "station"');
    await page.getByLabel("Search findings").fill("station:nobody");
    await page.getByLabel("Search findings").press("Enter");
    await browser.sees("document.querySelector('.empty') !== null", "that there is nothing");
    expect(await page.locator(".empty").textContent()).toContain("Nothing was found");
  });

  it("have a trend, and a bar of it is a time to look at", async () => {
    const { page } = browser;
    await open("/findings?t=1h");
    await browser.sees(`${rows} === 2`, "what was found within the hour");
    await page.locator('.findings-bars button[aria-label*="1 error"]').first().click();
    await browser.sees(`${rows} === 1 && ${param("to")} !== null`, "what was found then");
    await page.getByTitle("Look at all of the time again").click();
    await browser.sees(`${rows} === 2 && ${param("from")} === null`, "all of the hour");
  });

  it("are listed page by page", async () => {
    const listed = "document.querySelectorAll('.findings-one').length";
    await open("/findings?view=list");
    await browser.sees(`${listed} === 50`, "a page");
    await browser.page.getByRole("button", { name: "Older ones" }).click();
    await browser.sees(`${listed} === 62`, "all of them");
  });

  it("are counted by model and firmware, and what came with a firmware is told", async () => {
    const { page } = browser;
    await open("/findings?group=firmware");
    await browser.sees(`${rows} === 2`, "both firmwares");
    await page.locator("tr", { hasText: "ACME One 1.1" }).getByText("what is new").click();
    await browser.sees(`${rows} === 1`, "what is new");
    expect(await page.locator("tbody").textContent()).toMatch(/not valid JSON.*new.*100 %/);
    expect(await page.locator("main").textContent()).toContain("1 station ran one before it: 1.0");
    await page.getByLabel("Firmware").selectOption("1.0");
    await browser.sees(`document.body.textContent.includes("nothing to compare")`, "the first one");
  });

  it("a command that a link did not survive leads to its message", async () => {
    await open("/findings/drops");
    await browser.sees(`${rows} === 1`, "the drop");
    const { page } = browser;
    expect(await page.locator("tbody").textContent()).toMatch(/GetConfiguration.*ACME One.*100 %/);
    expect(await page.locator("tbody a").last().getAttribute("href")).toBe(
      `/messages/${linkIdOf(2)}/2`,
    );
    await page.getByRole("link", { name: "By station" }).click();
    await browser.sees(`document.querySelector("tbody")?.textContent.includes("CP-8")`, "whose");
  });

  it("every rule is explained", async () => {
    const { page } = browser;
    await open("/rules");
    await page.getByLabel("Search rules").fill("call-timeout");
    await page.getByRole("link", { name: "A call was not answered in time" }).click();
    await browser.sees(`document.querySelector("h1")?.textContent.includes("not answered")`, "it");
    expect(await page.locator("main").textContent()).toContain("What to do");
    await browser.sees(`document.body.textContent.includes("Found 60 times")`, "how often");
    await open("/rules/nonsense");
    await browser.sees(`document.body.textContent.includes("There is no rule nonsense")`, "so");
  });

  it("break neither a script nor the security policy, and say when the store is down", async () => {
    const own = () =>
      browser.complaints().filter((text) => !text.startsWith("Failed to load resource"));
    expect(own()).toEqual([]);
    await record.engine.kill();
    await open("/findings");
    await browser.sees("document.querySelector('.problem') !== null", "the problem");
    await record.engine.restart();
    expect(own()).toEqual([]);
  });
});
