/** Two CSMSs compared, in a real browser: what differs, side by side, and the way to each message. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serveConsole } from "../console/served.ts";
import { createRehearsal } from "../query/comparison/rehearsal.ts";
import { openRecord, type Record } from "../query/record.ts";
import { linkIdOf } from "../query/rows.ts";
import { accessibilityFaults } from "../support/accessible.ts";
import { axeFaults } from "../support/axe.ts";
import { type Browser, hasChromium, openBrowser } from "../support/browser.ts";

const count = (selector: string) => `document.querySelectorAll('${selector}').length`;
const texts = (selector: string) =>
  `[...document.querySelectorAll('${selector}')].map((one) => one.textContent)`;

describe.runIf(hasChromium)("old and new CSMS", () => {
  let dir: string;
  let record: Record;
  let served: Served;
  let browser: Browser;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "ocpptap-comparison-"));
    [record, browser] = await Promise.all([openRecord(), openBrowser()]);
    const { reader } = record;
    served = await serveConsole(dir, { query: (...asked) => reader.query(...asked) });
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await record.close();
    await rm(dir, { recursive: true, force: true });
  });

  const go = (path: string) => browser.go(`${served.url}${path}`);

  it("says so where there is no shadow in the record", async () => {
    await go("/migration/comparison");
    await browser.sees(`${texts(".empty b")}[0] === 'Nothing was compared'`, "that");
    expect(await browser.ask(accessibilityFaults)).toEqual([]);
  });

  it("shows a difference side by side, and leads to both messages and back", async () => {
    const rehearse = createRehearsal();
    const accepted = { idTagInfo: { status: "Accepted" } };
    const hostile = { status: "<img src=x onerror=alert(1)>" };
    await record.insert({
      messages: [
        ...rehearse({
          ...{ action: "Authorize", old: accepted, new: { idTokenInfo: { status: "Blocked" } } },
        }),
        ...rehearse({ action: "DataTransfer", old: { status: "Rejected" }, new: hostile }),
        ...rehearse({ action: "Heartbeat", made: null, old: {}, new: null }),
      ],
    });
    await go("/migration/comparison?from=2026-11-21");
    const rows = '[aria-label="Differences"] tbody tr';
    await browser.sees(`${count(rows)} === 3`, "the differences");
    expect(await browser.ask(texts(`${rows} td:nth-child(2)`))).toEqual(
      expect.arrayContaining(["Authorize token", "DataTransfer schema", "DataTransfer status"]),
    );
    expect(await browser.ask(texts(`${rows} td:nth-child(4)`))).toContain(hostile.status);
    expect(await browser.ask(count("main img"))).toBe(0);
    expect(await browser.ask(texts("main dl"))).toEqual([
      "Nothing of it reached the new CSMSHeartbeat 1",
    ]);
    await browser.page
      .getByRole("row", { name: /Authorize/ })
      .getByRole("button")
      .click();
    await browser.sees(`${count(".m-leg-fields li.changed")} === 1`, "the field that differs");
    await browser.sees(`${count(".m-leg-columns b")} === 4`, "what was asked, and what answered");
    expect(await browser.ask(texts(".m-leg-columns b"))).toEqual([
      ...["The station said", "The new CSMS was told"],
      ...["The old CSMS answered", "The new CSMS answered"],
    ]);
    expect(await browser.ask(texts(".m-leg-fields li"))).toEqual([
      'idTagInfo.status "Accepted"≠ another value idTokenInfo.status "Blocked"',
    ]);
    for (const colorScheme of ["light", "dark"] as const) {
      await browser.page.emulateMedia({ colorScheme });
      expect(await axeFaults(browser.page), colorScheme).toEqual([]);
    }
    await browser.page.locator(".m-leg-columns a").last().click();
    await browser.sees(`location.pathname === '/messages/${linkIdOf(2)}/2'`, "the new answer");
    await browser.sees(`${count(".m-drawer .payload")} > 0`, "its payload");
    await go(`/messages/${linkIdOf(1)}/1?t=all`);
    await browser.sees(`${texts(".m-legs .mark")}.includes('shadow leg')`, "what was made of it");
    expect(
      browser.complaints().filter((told) => !told.startsWith("Failed to load resource")),
    ).toEqual([]);
  });
});
