import { expect, it, onTestFinished } from "vitest";
import { explanationOf, referenceOf } from "../../src/console/reference.ts";
import { explanationSchema, referenceSchema } from "../../src/console/reference-schemas.ts";
import { tempDir } from "../support/temp-dir.ts";
import { noStore, serveConsole } from "./served.ts";

it("is served without asking the store", async () => {
  const served = await serveConsole(await tempDir(), noStore, { isRecorderThere: false });
  onTestFinished(served.close);
  const all = await served.get("/api/reference");
  expect(all.status).toBe(200);
  expect(all.body).toEqual(referenceOf(""));
  const one = await served.get("/api/reference/Heartbeat?version=1.6");
  expect(one.body).toEqual(explanationOf("Heartbeat", "1.6"));
  const none = await served.get("/api/reference/Hartbeat");
  expect(none.status).toBe(404);
  expect(none.body).toMatchObject({
    error: { code: "NOT_FOUND", remedy: expect.stringContaining("Perhaps Heartbeat was meant") },
  });
});

it("lists the actions, of one version where it is asked for", () => {
  const all = referenceSchema.parse(referenceOf("")).actions;
  const of16 = referenceSchema.parse(referenceOf("1.6")).actions;
  expect(of16).toHaveLength(39);
  expect(all.length).toBeGreaterThan(of16.length);
  expect(all.find(({ action }) => action === "StartTransaction")?.versions).toEqual(["1.6"]);
});

it.each(["BootNotification", "Faulted", "Reason", "transactionId", "NotImplemented"])(
  "explains %s as the description says",
  (word) => {
    expect(explanationSchema.parse(explanationOf(word, ""))).toEqual(explanationOf(word, ""));
  },
);

it("says what is near to an unknown word", () => {
  expect(() => explanationOf("StartTransacton", "")).toThrow(
    "There is no action, value, enumeration or field 'StartTransacton' in OCPP.",
  );
  expect(() => explanationOf("StartTransaction", "2.1")).toThrow("it is one of 1.6.");
});

it("does not repeat a long word", () => {
  expect(() => explanationOf("x".repeat(5_000), "")).toThrow(
    "There is no word of OCPP as long as this.",
  );
});

it("refuses a version that does not exist", () => {
  expect(() => referenceOf("1.5")).toThrow("version is none of its values");
});
