import { expect, it } from "vitest";
import { errorEvents } from "../../src/translate/errors.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

const raised = (errorCode: string) => ({ payload: { errorCode }, connectorId: 1, atMs: 0 });

it("an error is told once, and all are taken back by NoError", () => {
  const turn = turnOf(booted());
  expect(errorEvents(turn, raised("OverVoltage"))).toHaveLength(1);
  expect(errorEvents(turn, raised("OverVoltage"))).toHaveLength(0);
  expect(errorEvents(turn, raised("Error"))).toHaveLength(1);
  expect(errorEvents(turn, raised("NoError"))).toHaveLength(1);
  expect(errorEvents(turn, raised("NoError"))).toHaveLength(0);
  const events = Object.values(turn.state.outbox).at(-1)?.payload["eventData"];
  expect(events).toMatchObject([
    { cleared: true, component: { name: "ElectricalFeed" } },
    { cleared: true, component: { name: "Connector" } },
  ]);
});

it("codes of the ChargeX consortium, where they are wanted and there is one", () => {
  const techCode = (errorCode: string, vendorErrorCode: string, style: "vendor" | "chargex") => {
    const it = booted({ settings: { techCodes: style } });
    const status = { connectorId: 1, status: "Faulted", errorCode, vendorErrorCode };
    it.station("StatusNotification", status);
    const sent = it.drain();
    return /"techCode":"(\w+)"/.exec(JSON.stringify(sent))?.[1];
  };
  expect(techCode("GroundFailure", "E31", "vendor")).toBe("E31");
  expect(techCode("GroundFailure", "E31", "chargex")).toBe("CX002");
  expect(techCode("GroundFailure", "CX009", "chargex")).toBe("CX009");
  expect(techCode("ReaderFailure", "", "chargex")).toBe("ReaderFailure");
});
