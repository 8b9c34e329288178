/** Whatever two peers say to each other about operations, no rule of these falls over it. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { operationsRules } from "../../src/findings/groups/operations.ts";
import { commandBurst } from "../../src/findings/rules/command-burst.ts";
import { dropAfterMessage } from "../../src/findings/rules/drop-after-message.ts";
import { sendersOfAction } from "../../src/ocpp/actions.ts";
import { ocppVersions } from "../../src/ocpp/versions.ts";
import { record } from "../support/recording.ts";

const rules = [...operationsRules, commandBurst, dropAfterMessage];
const actions = [...new Set(operationsRules.flatMap(({ actions: of }) => [...(of ?? [])]))];
const senderOf = (action: string) =>
  ocppVersions.some((version) => sendersOfAction(version, action)?.includes("csms"))
    ? "csms"
    : "station";

/** Mostly words that mean something to the rules, so that the odd values reach deep. */
const oneOf = (...words: readonly unknown[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...words) }, fc.jsonValue({ maxDepth: 2 }));
const variable = fc.record({
  component: oneOf({ name: "TxCtrlr" }, { name: "SecurityCtrlr" }),
  variable: oneOf({ name: "EVConnectionTimeOut" }, { name: "BasicAuthPassword" }),
  attributeStatus: oneOf("Accepted", "Rejected", "RebootRequired"),
  attributeValue: oneOf("30", "secret"),
});
const payload = fc.record(
  {
    status: oneOf(
      ...["Accepted", "Accepted", "Accepted", "Scheduled", "Rejected"],
      ...["Available", "Unavailable", "UploadFailed", "DownloadFailed"],
    ),
    type: oneOf("Inoperative", "Operative", "Hard", "OnIdle", "TamperDetectionActivated"),
    key: oneOf("ConnectionTimeOut", "HeartbeatInterval", "AuthorizationKey"),
    value: oneOf("30", "secret", 30),
    connectorId: oneOf(0, 1, "1"),
    evse: oneOf({ id: 1 }, { id: 1, connectorId: 1 }),
    idTag: oneOf("tag"),
    idToken: oneOf({ idToken: "tag" }),
    transactionId: oneOf(42, "42"),
    transactionInfo: oneOf({ transactionId: "42", remoteStartId: 7, chargingState: "Charging" }),
    eventType: oneOf("Started", "Updated", "Ended"),
    requestedMessage: oneOf("MeterValues", "StatusNotification", "BootNotification"),
    remoteStartId: oneOf(7),
    requestId: oneOf(3),
    configurationKey: oneOf([{ key: "ConnectionTimeOut", value: "30" }]),
    setVariableData: fc.oneof(fc.array(variable, { maxLength: 4 }), fc.jsonValue()),
    setVariableResult: fc.oneof(fc.array(variable, { maxLength: 4 }), fc.jsonValue()),
  },
  { requiredKeys: ["status"] },
);

const said = fc.record({
  action: fc.constantFrom(...actions),
  asked: fc.oneof({ weight: 9, arbitrary: payload }, fc.jsonValue()),
  answer: fc.oneof({ weight: 9, arbitrary: payload }, fc.jsonValue()),
  how: fc.constantFrom("result", "result", "result", "error", "none"),
  afterMs: fc.constantFrom(0, 100, 40_000, 400_000),
  ends: fc.constantFrom(false, false, false, false, true),
});

it("no conversation switches a rule off, and every finding has its sentence", () => {
  const found = new Set<unknown>();
  fc.assert(
    fc.property(
      fc.constantFrom("ocpp1.6", "ocpp2.0.1"),
      fc.array(said, { minLength: 5, maxLength: 20, size: "max" }),
      (subprotocol, conversation) => {
        const told = record({ rules });
        let link = told.link().open({ subprotocol });
        let elapsedMs = 0;
        for (const [at, { action, asked, answer, how, afterMs, ends }] of conversation.entries()) {
          const sender = senderOf(action);
          const answerer = sender === "csms" ? "station" : "csms";
          link[sender](JSON.stringify([2, `${at}`, action, asked]), { afterMs });
          if (how === "result") link[answerer](JSON.stringify([3, `${at}`, answer]));
          if (how === "error") link[answerer](JSON.stringify([4, `${at}`, "GenericError", "", {}]));
          link.tick(1_000);
          elapsedMs += afterMs + 1_100;
          if (!ends) continue;
          link.close({ closedBy: "station" });
          link = told.link().tick(elapsedMs).open({ subprotocol });
        }
        link.tick(10_000_000).close({ closedBy: "station" });
        expect(told.events.filter(({ name }) => name === "ruleDisabled")).toEqual([]);
        for (const { rule, sentence } of told.findings()) {
          found.add(rule);
          expect(String(sentence)).toMatch(/^[A-Z].{10,900}\.$/su);
          expect(String(sentence)).not.toMatch(/undefined|NaN|Infinity|secret/);
        }
      },
    ),
    { numRuns: 400 },
  );
  // The conversations are worth having: most of the rules found something in them.
  expect(found.size).toBeGreaterThanOrEqual(6);
});
