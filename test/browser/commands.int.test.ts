/** An operator's call to a station in a real browser, on a real `serve`. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeFaults } from "../support/axe.ts";
import { type Browser, hasChromium, openBrowser } from "../support/browser.ts";
import { endAfterAll, keptForAll } from "../support/lifetime.ts";
import { call, connectPlainStation, type PlainStation, startPlainCsms } from "../support/peers.ts";
import { type Served, serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

describe.runIf(hasChromium)("a call from the station's page", () => {
  let served: Served;
  let browser: Browser;
  let station: PlainStation;
  beforeAll(
    () =>
      keptForAll(async () => {
        const [data, csms] = [await tempDir(), await startPlainCsms()];
        const file = join(data, "ocpptap.yaml");
        const commands = { actions: ["TriggerMessage", "GetConfiguration"] };
        const routes = [{ match: "/ocpp/{station}", upstream: csms.url, commands }];
        await writeFile(file, JSON.stringify({ data, routes }));
        served = await serve(["--config", file]);
        browser = await openBrowser();
        station = await connectPlainStation(`${served.stationUrl}/ocpp/CP-1`);
        station.send(call("b", "BootNotification"));
        await until(() => station.received.length > 0, "the first answer");
      }),
    120_000,
  );
  afterAll(() => browser.close());
  endAfterAll();

  it("is chosen, filled in, confirmed and answered, and leads to its record", async () => {
    const { page } = browser;
    await until(
      async () => (await fetch(`${served.consoleUrl}/api/stations/CP-1`)).ok,
      "the station is in the record",
    );
    await browser.go(`${served.consoleUrl}/stations/CP-1?tab=call`);
    await page.locator(".st-filters select").waitFor();
    await browser.sees("document.querySelectorAll('section option').length > 1", "the actions");
    const offered = await page.locator(".st-filters select").locator("option").allInnerTexts();
    expect(offered).toEqual(["choose an action", "GetConfiguration", "TriggerMessage"]);
    await page.locator(".st-filters select").selectOption("TriggerMessage");
    const form = page.getByRole("form", { name: "Call TriggerMessage" });
    await form.getByRole("combobox").first().selectOption("Heartbeat");
    await form.getByRole("button", { name: "Send…" }).click();
    const before = station.received.length;
    await form.getByRole("button", { name: "Send it" }).click();
    await until(() => station.received.length > before, "the station has it");
    const [, id, action, payload] = JSON.parse(station.received.at(-1) ?? "[]");
    expect([action, payload]).toEqual(["TriggerMessage", { requestedMessage: "Heartbeat" }]);
    station.send(JSON.stringify([3, id, { status: "Accepted" }]));
    await browser.sees(
      `document.querySelector('[aria-label="The answer"]')?.textContent.includes("Accepted")`,
      "the answer",
    );
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("link", { name: "the call" }).click();
    await browser.sees(
      `document.body.textContent.includes("was put in for operator")`,
      "the record says who sent it",
    );
    expect(browser.complaints()).toEqual([]);
  });
});
