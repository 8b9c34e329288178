import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import {
  dropTokens,
  foldedTag,
  idTagFor,
  idTagInfoOf,
  idTokenFor,
  isSameToken,
  learnType,
  parseIdToken,
  statusFor16,
  tokenOf,
} from "../../src/translate/tokens.ts";
import { answerTo, booted, toCsms } from "./stage.ts";
import { turnOf } from "./turns.ts";

it("guesses a type by the look of an idTag", () => {
  const turn = turnOf(booted({ settings: { keyCodeReader: true } }));
  const types = [
    "",
    "04A1B2C3",
    "E004010012345678",
    "DE-8AA-CA2B3C4D5-L",
    "AABBCCDDEEFF",
    "1234",
    "x",
  ];
  expect(types.map((each) => idTokenFor(turn, each).type)).toEqual([
    ...["NoAuthorization", "ISO14443", "ISO15693", "eMAID", "MacAddress", "KeyCode", "ISO14443"],
  ]);
});

it("of a token that 2.0.1 does not allow the text is remembered, as what it looks like", () => {
  const turn = turnOf(booted());
  for (const wrong of [{ type: "" }, { type: "ISO14443", more: 1 }, { type: "Nfc" }]) {
    expect(idTagFor(turn, { idToken: "E004010012345678", ...wrong })).toBe("E004010012345678");
    expect(tokenOf(turn, "E004010012345678")?.idToken).toEqual({
      idToken: "E004010012345678",
      type: "ISO15693",
    });
  }
});

it("a type that the CSMS accepted is kept", () => {
  const turn = turnOf(booted());
  idTokenFor(turn, "abc");
  learnType(turn, "ABC", "Central");
  expect([idTokenFor(turn, "aBc").type, tokenOf(turn, "abc")?.idTag]).toEqual(["Central", "abc"]);
  expect([foldedTag("A"), isSameToken("a", "A")]).toEqual(["a", true]);
});

it("an unknown token is asked for under other types", () => {
  const it = booted({ settings: { tokenProbe: ["Central"] } });
  it.station("Authorize", { idTag: "04A1B2C3" });
  const again = it.answer("csms", { idTokenInfo: { status: "Unknown" } });
  expect(toCsms(again)).toMatchObject([["Authorize", { idToken: { type: "Central" } }]]);
  const told = it.answer("csms", { idTokenInfo: { status: "Accepted" } });
  expect(answerTo("station", told)).toEqual({ idTagInfo: { status: "Accepted" } });
});

it("refusals become what 1.6 has", () => {
  expect(["NoCredit", "Unknown", "Blocked"].map(statusFor16)).toEqual([
    "Blocked",
    "Invalid",
    "Blocked",
  ]);
  const turn = turnOf(booted());
  const elsewhere = { status: "Accepted", evseId: [2] };
  expect(idTagInfoOf(turn, elsewhere, { idTag: "A", evseId: 1 })).toMatchObject({
    status: "Invalid",
  });
  expect(parseIdToken({ idToken: 5 })).toBeNull();
});

it("a long token has an alias, which is told", () => {
  const turn = turnOf(booted());
  idTagFor(turn, { idToken: "x".repeat(36), type: "Central" });
  expect(turn.effects).toMatchObject([{ kind: "finding", loss: "token-alias" }]);
});

it("the longest unused token goes when there are too many, but none that is in use", () => {
  const turn = turnOf(booted());
  idTokenFor(turn, "listed");
  idTokenFor(turn, "free");
  turn.state = { ...turn.state, listed: { listed: "Accepted" } };
  const later = { ...turn, nowMs: turn.nowMs + 1 };
  for (let count = 0; count < limits.translatedTokensMax - 1; count += 1) {
    idTokenFor(later, `T${count}`);
  }
  dropTokens(later);
  expect([tokenOf(later, "free"), tokenOf(later, "listed")?.idTag]).toEqual([null, "listed"]);
});

it("a list of thousands is quick, and the state before the step stays as it was", () => {
  const it = booted();
  const before = it.state.tokens;
  const localAuthorizationList = Array.from({ length: 5_000 }, (_, index) => ({
    idToken: { idToken: `T${index}`, type: "Central" },
    idTokenInfo: { status: "Accepted" },
  }));
  const startedAt = performance.now();
  const request = { versionNumber: 1, updateType: "Full", localAuthorizationList };
  it.csms("SendLocalList", request);
  it.answer("station", { listVersion: 0 });
  it.answer("station", { status: "Accepted" });
  expect(performance.now() - startedAt).toBeLessThan(20_000);
  expect([Object.keys(before).length, Object.keys(it.state.listed).length]).toEqual([0, 5_000]);
});

it("any text is an idTag, also one that means something to JavaScript", () => {
  const turn = turnOf(booted());
  idTokenFor(turn, "__proto__");
  expect(tokenOf(turn, "__proto__")?.idTag).toBe("__proto__");
});
