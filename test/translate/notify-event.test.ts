import { expect, it } from "vitest";
import { type Happening, notifyEvent } from "../../src/translate/notify-event.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

it("event ids go up over the whole station", () => {
  const turn = turnOf(booted());
  const happening: Happening = {
    ...{ atMs: 0, actualValue: "x", component: { name: "C" }, variable: "V" },
    trigger: "Delta",
    type: "HardWiredNotification",
  };
  notifyEvent(turn, [happening, happening]);
  const key = notifyEvent(turn, [happening]);
  expect(turn.state.outbox[key]?.payload).toMatchObject({ seqNo: 0, eventData: [{ eventId: 3 }] });
});
