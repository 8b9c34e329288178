import { expect, it } from "vitest";
import { newLinkId, type Sender } from "../../../src/base/ids.ts";
import { limits } from "../../../src/base/limits.ts";
import type { Json } from "../../../src/exchange/message.ts";
import { createSurvey, type Survey } from "../../../src/translate/shadow/survey.ts";

const linkId = newLinkId();
let nextSeq = 1;

function say(survey: Survey, sender: Sender, messageId: string, action: string, payload: Json) {
  const message =
    action === ""
      ? ({ type: "callResult", messageId, callPayload: payload } as const)
      : ({ type: "call", messageId, action, callPayload: payload } as const);
  survey.said({ sender, message, ref: { linkId, seq: nextSeq++ }, atUs: 1 });
}

const actions = (survey: Survey) =>
  survey.items().map((item) => {
    if (item.kind === "overheard") return `learn ${item.exchange.action}`;
    return item.kind === "said" && item.message.type === "call" ? item.message.action : item.kind;
  });

it("keeps the boot, the last status of each connector, and open sessions with their numbers", () => {
  const survey = createSurvey();
  say(survey, "station", "1", "BootNotification", { chargePointModel: "M" });
  say(survey, "station", "2", "StatusNotification", { connectorId: 1, status: "Available" });
  say(survey, "station", "3", "StatusNotification", { connectorId: 1, status: "Charging" });
  say(survey, "station", "4", "StartTransaction", { connectorId: 1 });
  say(survey, "csms", "4", "", { transactionId: 7 });
  say(survey, "station", "5", "StartTransaction", { connectorId: 2 });
  say(survey, "csms", "5", "", { transactionId: 8 });
  say(survey, "station", "6", "StopTransaction", { transactionId: 7 });
  expect(actions(survey)).toEqual([
    ...[
      "learn BootNotification",
      "StatusNotification",
      "StartTransaction",
      "learn StartTransaction",
    ],
  ]);
  expect(survey.items()[1]).toMatchObject({ message: { callPayload: { status: "Charging" } } });
  expect(survey.items()[3]).toMatchObject({
    exchange: { request: { connectorId: 2 }, result: { transactionId: 8 } },
  });
});

it("a start that is not answered yet is told without a number", () => {
  const survey = createSurvey();
  say(survey, "station", "4", "StartTransaction", { connectorId: 1 });
  say(survey, "station", "4", "", { transactionId: 7 });
  expect(actions(survey)).toEqual(["StartTransaction"]);
});

it("is bounded", () => {
  const survey = createSurvey();
  for (let each = 0; each < 10_000; each += 1) {
    say(survey, "station", `s${each}`, "StatusNotification", { connectorId: each });
    say(survey, "station", `t${each}`, "StartTransaction", { connectorId: each });
  }
  say(survey, "station", "x", "StatusNotification", 7);
  const most = limits.translatedConnectorsMax + limits.shadowCallsMax;
  expect(survey.items().length).toBe(most);
});
