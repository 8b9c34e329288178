/** Any IdToken fits into an idTag and comes back. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { idTagFor, idTokenFor } from "../../../src/translate/tokens.ts";
import { booted } from "../../translate/stage.ts";
import { turnOf } from "../../translate/turns.ts";

const tokenTypes = [
  ...["Central", "eMAID", "ISO14443", "ISO15693", "KeyCode", "Local", "MacAddress"],
  "NoAuthorization",
];
const idTokenText = fc.stringMatching(/^[A-Za-z0-9*\-_=:+|@.]{1,36}$/);

it("any IdToken has an idTag of 20 characters, and comes back whole", () => {
  fc.assert(
    fc.property(idTokenText, fc.constantFrom(...tokenTypes), (text, type) => {
      const turn = turnOf(booted());
      const idToken = {
        idToken: text,
        type,
        additionalInfo: [{ additionalIdToken: "x", type: "y" }],
      };
      const idTag = idTagFor(turn, idToken);
      expect(idTag.length).toBeLessThanOrEqual(20);
      expect(idTokenFor(turn, idTag.toLowerCase())).toEqual(idToken);
    }),
  );
});
