import { describe, expect, it } from "vitest";
import { messageSchemaOf } from "../../src/console/message-schema.ts";
import { schemaSchema } from "../../src/console/tool-schemas.ts";
import { actionsOf } from "../../src/ocpp/schemas.ts";
import { ocppVersions } from "../../src/ocpp/versions.ts";

const request = (version: string, action: string, kind: "request" | "response" = "request") =>
  messageSchemaOf({ version, action, kind });

it.each(ocppVersions)("every message of OCPP %s has one, far below a megabyte", (version) => {
  for (const action of actionsOf(version)) {
    const answer = request(version, action);
    expect(schemaSchema.safeParse(answer).success, action).toBe(true);
    expect(JSON.stringify(answer).length, action).toBeLessThan(64 * 1024);
    if (answer.kind === "request")
      expect(request(version, action, "response").kind).toBe("response");
  }
});

it("keeps fields that are called like the texts that it leaves out", () => {
  const { schema } = request("1.6", "GetDiagnostics");
  expect(schema).not.toHaveProperty("$id");
  const event = request("2.0.1", "NotifyEvent").schema;
  expect(JSON.stringify(event)).not.toContain("javaType");
  const tariff = JSON.stringify(request("2.1", "SetDefaultTariff").schema);
  expect(tariff).toContain('"description":{');
});

it("knows who sends a request, and who answers", () => {
  expect(request("1.6", "Reset").senders).toEqual(["csms"]);
  expect(request("1.6", "Reset", "response").senders).toEqual(["station"]);
  expect(request("2.1", "NotifyPeriodicEventStream").kind).toBe("send");
});

describe("what there is not gets a sentence", () => {
  it.each([
    ["1.5", "Reset", "request", /OCPP version/],
    ["1.6", "Rest", "request", /action Rest in OCPP 1\.6/],
    ["1.6", "__proto__", "request", /action __proto__/],
    ["1.6", "x".repeat(10_000), "response", /of this name in OCPP 1\.6/],
    ["2.1", "NotifyPeriodicEventStream", "response", /nobody answers it/],
  ] as const)("%s %.20s %s", (version, action, kind, sentence) => {
    expect(() => messageSchemaOf({ version, action, kind })).toThrow(sentence);
  });
});
