import { expect, it } from "vitest";
import type { Json } from "../../src/exchange/message.ts";
import { hasPricing } from "../../src/translate/pricing.ts";
import { answerTo, booted, deadLetters, type Stage } from "./stage.ts";

/** A stage whose station has a display for prices, or has not. */
function stageWith(value: "true" | "false"): Stage {
  const it = booted();
  const component = { name: "OCPP16LegacyCtrlr" };
  it.csms("GetVariables", {
    getVariableData: [{ component, variable: { name: "CustomDisplayCostAndPrice" } }],
  });
  const key = { key: "CustomDisplayCostAndPrice", readonly: false, value };
  it.answer("station", { configurationKey: [key] });
  expect(hasPricing(it.state)).toBe(value === "true");
  return it;
}

/** What the station is told; it does not matter what it answers. */
function told(it: Stage): Json {
  const { action, payload } = it.pending("station") ?? { action: "", payload: null };
  if (action !== "DataTransfer") return null;
  const { vendorId, messageId, data } = payload as Record<string, string>;
  expect(vendorId).toBe("org.openchargealliance.costmsg");
  it.fail("station", "InternalError");
  return [messageId ?? "", JSON.parse(data ?? "")];
}

const message = (content: string, format = "UTF8") => ({ format, content });
const start = { connectorId: 1, idTag: "A", meterStart: 100, timestamp: "2026-05-01T09:59:00Z" };
const stop = { transactionId: 1, meterStop: 400, timestamp: "2026-05-01T10:59:00Z" };

it("a price that comes with an authorization is shown after it", () => {
  const it = stageWith("true");
  it.station("Authorize", { idTag: "A" });
  const personalMessage = message("0.49 €/kWh");
  it.answer("csms", { idTokenInfo: { status: "Accepted", personalMessage } });
  expect(told(it)).toEqual(["SetUserPrice", { idToken: "A", priceText: "0.49 €/kWh" }]);
});

it("a price that changes with the start is shown as it is then", () => {
  const it = stageWith("true");
  it.station("StartTransaction", start);
  it.answer("csms", {
    idTokenInfo: { status: "Accepted", personalMessage: message("old") },
    updatedPersonalMessage: message("new"),
  });
  expect(told(it)).toEqual(["SetUserPrice", { idToken: "A", priceText: "new" }]);
});

it("a page or an address is no text to show", () => {
  const it = stageWith("true");
  it.station("Authorize", { idTag: "A" });
  const personalMessage = message("<b>0.49</b>", "HTML");
  it.answer("csms", { idTokenInfo: { status: "Accepted", personalMessage } });
  expect(told(it)).toBeNull();
  expect(it.effects).toContainEqual(expect.objectContaining({ loss: "message-for-driver" }));
});

it("the cost so far, with the register and the state", () => {
  const it = stageWith("true");
  it.station("StartTransaction", start);
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  it.station("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Charging" });
  it.drain();
  const transactionId = Object.keys(it.state.transactions)[0] ?? "";
  const sent = it.csms("CostUpdated", { totalCost: 1.25, transactionId });
  expect(answerTo("csms", sent)).toEqual({});
  const timestamp = new Date(it.now).toISOString();
  expect(told(it)).toEqual([
    "RunningCost",
    { transactionId: 1, timestamp, meterValue: 100, cost: 1.25, state: "Charging" },
  ]);
});

it("the whole cost at the end, also of a stop that names no token", () => {
  const it = stageWith("true");
  it.station("StartTransaction", start);
  it.drain(() => ({ idTokenInfo: { status: "Accepted" } }));
  it.station("StopTransaction", stop);
  it.drain(() => ({ totalCost: 4.5, updatedPersonalMessage: message("thank you") }));
  expect(told(it)).toEqual(["FinalCost", { transactionId: 1, cost: 4.5, priceText: "thank you" }]);
  expect(deadLetters(it)).toEqual([]);
});

it("a station without a display is told nothing, and that is said", () => {
  const it = stageWith("false");
  it.station("StartTransaction", start);
  const personalMessage = message("0.49 €/kWh");
  it.drain(() => ({ idTokenInfo: { status: "Accepted", personalMessage } }));
  const transactionId = Object.keys(it.state.transactions)[0] ?? "";
  it.csms("CostUpdated", { totalCost: 1.25, transactionId });
  it.station("StopTransaction", stop);
  it.drain(() => ({ totalCost: 4.5 }));
  expect(told(it)).toBeNull();
  expect(it.state.live.losses["message-for-driver"]).toBe(3);
});
