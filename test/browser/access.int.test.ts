/** Signing in with a real browser: what a page gets to see before, with, and after a session. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Guarded, page, serveGuarded } from "../console/access/guarded.ts";
import { keyOf } from "../console/access/keys.ts";
import { accessibilityFaults } from "../support/accessible.ts";
import { type Browser, hasChromium, openBrowser } from "../support/browser.ts";

describe.runIf(hasChromium)("signing in", () => {
  let served: Guarded;
  let browser: Browser;
  beforeAll(async () => {
    [served, browser] = await Promise.all([serveGuarded(), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
  });

  const has = (text: string) => `document.body.textContent.includes(${JSON.stringify(text)})`;
  async function signIn(name: string) {
    await browser.page.getByLabel("Token").fill(name);
    await browser.page.getByRole("button", { name: "Sign in" }).click();
  }

  it("is asked for before anything is shown, at the address that was asked", async () => {
    await browser.go(`${served.url}/system`);
    await browser.sees(`document.querySelector("#token") !== null`, "the form");
    expect(await browser.ask(`document.querySelector("nav") === null`)).toBe(true);
    expect(await browser.ask(accessibilityFaults)).toEqual([]);
    await signIn("a token that somebody made up");
    await browser.sees(has("not one of the console's"), "the refusal");
    await signIn(keyOf("viewer"));
    await browser.sees(`document.querySelector(".who")?.textContent === "viewer viewer"`, "who");
    expect(await browser.ask("location.pathname")).toBe("/system");
    expect(await browser.ask("document.cookie"), "no script reads it").toBe("");
    await browser.page.reload();
    await browser.sees(`document.querySelector(".who") !== null`, "the same after a reload");
    expect(await browser.ask(has("Audit")), "what a viewer may not is not shown").toBe(false);
  });

  it("the live tail comes by the cookie, and a change needs more than it", async () => {
    const live = `new Promise((resolve) => {
      const events = new EventSource("/api/live");
      const end = (told) => { events.close(); resolve(told); };
      events.addEventListener("state", () => end("live"));
      events.onerror = () => end("refused");
    })`;
    expect(await browser.ask(live)).toBe("live");
    const change = (headers: string) =>
      `fetch("/api/overrides/CP-1", { method: "DELETE", headers: ${headers} }).then((r) => r.status)`;
    expect(await browser.ask(change("{}"))).toBe(403);
    expect(await browser.ask(change('{ "x-ocpptap": "1" }')), "a viewer's").toBe(403);
  });

  it("a session that ended leads back to signing in, and signing out does", async () => {
    const { page: tab } = browser;
    const [{ name = "", value = "" } = {}] = await tab.context().cookies();
    const cookie = `${name}=${value}`;
    await served.ask("DELETE /api/session", { ...page(served.url), cookie });
    await browser.sees(`document.querySelector("#token") !== null`, "the form again");
    await signIn(keyOf("admin"));
    await browser.sees(has("Audit"), "what an admin may");
    await browser.sees(has("DELETE /api/session"), "the entry of before");
    await tab.getByRole("button", { name: "Sign out" }).click();
    await browser.sees(`document.querySelector("#token") !== null`, "the form at last");
    expect(await tab.context().cookies()).toEqual([]);
    expect(browser.complaints().filter((text) => !text.startsWith("Failed to load"))).toEqual([]);
  });
});
