import { expect, it } from "vitest";
import type { Settings } from "../../src/translate/settings.ts";
import { answerTo, booted, type Stage } from "./stage.ts";

const DAY_MS = 86_400_000;
const settings: Partial<Settings> = {
  ...{ presence: "decoupled", offlineAuthorize: "acceptKnown", offlineAuthorizeMs: DAY_MS },
};

/** A stage whose CSMS said this of token A, and then went away. */
function away(status: string, changed: Parameters<typeof booted>[0] = { settings }): Stage {
  const it = booted(changed);
  it.station("Authorize", { idTag: "A" });
  it.answer("csms", { idTokenInfo: { status } });
  it.down("csms");
  return it;
}

const authorize = (it: Stage, idTag: string) =>
  answerTo("station", it.station("Authorize", { idTag }));
const error = { errorCode: "GenericError" };

it("a token that was accepted lately is accepted while the CSMS is away, if that is wanted", () => {
  const it = away("Accepted");
  expect(authorize(it, "a")).toEqual({ idTagInfo: { status: "Accepted" } });
  expect(authorize(it, "B")).toEqual(error);
  it.pass(DAY_MS + 1);
  expect(authorize(it, "A")).toEqual(error);
});

it("never one that was refused, and none by default", () => {
  expect(authorize(away("Blocked"), "A")).toEqual(error);
  expect(authorize(away("Accepted", {}), "A")).toEqual(error);
});

it("a cleared cache is cleared here, too", () => {
  const it = booted({ settings });
  it.station("Authorize", { idTag: "A" });
  it.answer("csms", { idTokenInfo: { status: "Accepted" } });
  it.csms("ClearCache", {});
  it.answer("station", { status: "Accepted" });
  it.down("csms");
  expect(authorize(it, "A")).toEqual(error);
});

it("a CSMS that refuses to answer is not away", () => {
  const it = booted({ settings });
  it.station("Authorize", { idTag: "A" });
  it.answer("csms", { idTokenInfo: { status: "Accepted" } });
  it.station("Authorize", { idTag: "A" });
  expect(answerTo("station", it.fail("csms", "InternalError"))).toEqual(error);
});

it("a token that the CSMS knows by another type is asked for by that, and remembered", () => {
  const it = booted({ settings: { tokenProbe: ["Central"] } });
  it.station("Authorize", { idTag: "A" });
  it.answer("csms", { idTokenInfo: { status: "Unknown" } });
  expect(it.pending("csms")?.payload).toEqual({ idToken: { idToken: "A", type: "Central" } });
  it.answer("csms", { idTokenInfo: { status: "Accepted" } });
  it.station("Authorize", { idTag: "A" });
  expect(it.pending("csms")?.payload).toEqual({ idToken: { idToken: "A", type: "Central" } });
});
