import { expect, it } from "vitest";
import { authorizeForEvent } from "../../../src/translate/reverse/authorize.ts";
import { answerTo } from "../stage.ts";
import { turnOf } from "../turns.ts";
import { callOf, only, reversed, token } from "./stage.ts";

it("an idToken is an idTag, what the CSMS says of it an idTokenInfo", () => {
  const it = reversed();
  const asked = it.station("Authorize", { idToken: token() });
  expect(only(asked, "Authorize")).toEqual({ idTag: "04A1B2C3D4E5F6" });
  const idTagInfo = {
    status: "Expired",
    expiryDate: "2026-05-01T12:00:00+02:00",
    parentIdTag: "G",
  };
  expect(answerTo("station", it.answer("csms", { idTagInfo }))).toEqual({
    idTokenInfo: {
      ...{ status: "Expired", cacheExpiryDateTime: "2026-05-01T10:00:00.000Z" },
      groupIdToken: { idToken: "G", type: "Central" },
    },
  });
});

it("certificates are not checked, which is told; without a token nothing is asked", () => {
  const it = reversed();
  it.station("Authorize", { idToken: token("DE8AAC123456789", "eMAID"), certificate: "x" });
  expect(it.effects).toContainEqual(expect.objectContaining({ loss: "certificate-check" }));
  expect(answerTo("station", it.station("Authorize", {}))).toEqual({
    errorCode: "OccurrenceConstraintViolation",
  });
});

it("a CSMS that does not answer is unreachable, so the station decides alone", () => {
  const it = reversed();
  it.station("Authorize", { idToken: token() });
  expect(answerTo("station", it.fail("csms", "InternalError"))).toEqual({
    errorCode: "GenericError",
  });
});

it("for an event the policy answers while the CSMS is away", () => {
  const it = reversed({ settings: { presence: "decoupled" } });
  it.down("csms");
  const turn = turnOf(it);
  const call = callOf("station", "TransactionEvent");
  authorizeForEvent(turn, call, "A");
  expect(turn.state.live.csms.waiting).toEqual([]);
});

it("a token that was accepted lately does while the CSMS is away, where an operator lets it", () => {
  const it = reversed({ settings: { presence: "decoupled", offlineAuthorize: "acceptKnown" } });
  it.station("Authorize", { idToken: token() });
  it.answer("csms", { idTagInfo: { status: "Accepted" } });
  it.down("csms");
  expect(answerTo("station", it.station("Authorize", { idToken: token() }))).toEqual({
    idTokenInfo: { status: "Accepted" },
  });
  expect(answerTo("station", it.station("Authorize", { idToken: token("other") }))).toEqual({
    errorCode: "GenericError",
  });
});
