import { expect, it } from "vitest";
import {
  anonymousIdTag,
  cardOf,
  idTagIn,
  idTokenInfoIn,
  idTokenInfoOf,
  policyInfo,
  remoteTokenFor,
  remoteTokenOf,
} from "../../../src/translate/reverse/id-tags.ts";
import { turnOf } from "../turns.ts";
import { reversed, token } from "./stage.ts";

const turn = () => turnOf(reversed());

it("a session without a token has the route's own idTag", () => {
  const it = turn();
  expect(idTagIn(it, { idToken: "", type: "NoAuthorization" })).toBe("NoAuthorization");
  expect([anonymousIdTag(it), idTagIn(it, "x")]).toEqual(["NoAuthorization", null]);
});

it("an unknown tag of the CSMS is its own token, on a list it is a card", () => {
  expect(remoteTokenOf(turn(), "04A1B2C3")).toEqual(token("04A1B2C3", "Central"));
  expect(cardOf(turn(), "04A1B2C3")).toEqual(token("04A1B2C3"));
  const it = turn();
  idTagIn(it, token("04A1B2C3", "Local"));
  expect([remoteTokenOf(it, "04a1b2c3").type, cardOf(it, "04a1b2c3").type]).toEqual([
    ...["Local", "Local"],
  ]);
});

it("what a CSMS says is kept for the time when it says nothing", () => {
  const it = turn();
  const idTag = idTagIn(it, token()) ?? "";
  expect(idTokenInfoOf(it, { status: "Blocked" }, idTag)).toEqual({ status: "Blocked" });
  expect(idTokenInfoIn(it, {}, idTag)).toEqual({ status: "Blocked" });
  expect(policyInfo(it, idTag)).toEqual({ status: "Blocked" });
  expect(idTokenInfoOf(it, { status: "?" }, idTag)).toEqual({ status: "Invalid" });
});

it("a remote start's idTag comes back as it was, whatever 2.0.1 makes of its letters", () => {
  const it = turn();
  const idToken = remoteTokenFor(it, "A B/C");
  expect([idToken, idTagIn(it, idToken)]).toEqual([token("A=20B=2FC", "Central"), "A B/C"]);
  expect(remoteTokenFor(it, "PLAIN")).toEqual(token("PLAIN", "Central"));
});
