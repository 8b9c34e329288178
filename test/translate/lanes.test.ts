import { expect, it } from "vitest";
import { numberIn } from "../../src/findings/fields.ts";
import { laneDueMs } from "../../src/translate/lanes.ts";
import { booted, stage, toCsms } from "./stage.ts";

const status = (connectorId: number) => ({
  connectorId,
  errorCode: "NoError",
  status: "Available",
});

it("one call at a time, in order", () => {
  const it = booted();
  it.station("StatusNotification", status(1));
  expect(toCsms(it.station("StatusNotification", status(2)))).toEqual([]);
  expect(toCsms(it.answer("csms", {}))).toMatchObject([["StatusNotification", { evseId: 2 }]]);
});

it("an event that is not taken is tried again, then buried, and what follows goes out", () => {
  const it = booted();
  const timestamp = new Date(it.now).toISOString();
  it.station("StartTransaction", { connectorId: 1, idTag: "A", meterStart: 0, timestamp });
  it.station("MeterValues", {
    ...{ connectorId: 1, transactionId: 1 },
    meterValue: [{ timestamp, sampledValue: [{ value: "1" }] }],
  });
  it.fail("csms", "InternalError");
  expect(it.pending("csms")).toBeNull();
  const numbers: unknown[] = [];
  for (let attempt = 2; attempt <= 3; attempt += 1) {
    it.pass(60_000 * (attempt - 1));
    numbers.push(numberIn(it.pending("csms")?.payload, "seqNo"));
    it.fail("csms", "InternalError");
  }
  expect(numbers).toEqual([0, 0]);
  expect(it.effects).toContainEqual(
    expect.objectContaining({ kind: "deadLetter", why: "refused" }),
  );
  expect(numberIn(it.pending("csms")?.payload, "seqNo")).toBe(1);
});

it("a question passes an event that waits for its next attempt", () => {
  const it = booted();
  it.station("StatusNotification", status(1));
  it.fail("csms", "InternalError");
  expect(toCsms(it.station("Authorize", { idTag: "A" }))).toMatchObject([["Authorize", {}]]);
});

it("what the CSMS did not answer before it went away is sent again when it is back", () => {
  const it = booted();
  it.station("StatusNotification", status(1));
  it.down("csms");
  expect(toCsms(it.up("csms"))).toMatchObject([["StatusNotification", { evseId: 1 }]]);
});

it("a call under way is due at its deadline", () => {
  const it = booted();
  it.station("Authorize", { idTag: "A" });
  expect(laneDueMs(it)).toBe(it.now + 25_000);
});

it("what waits for a registration is not due", () => {
  const it = stage();
  it.up("station");
  it.up("csms");
  it.station("StatusNotification", status(1));
  expect(laneDueMs(it)).toBe(Number.POSITIVE_INFINITY);
  expect(it.pass(1_000)).toEqual([]);
});
