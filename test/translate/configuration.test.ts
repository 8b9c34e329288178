import { expect, it } from "vitest";
import {
  isOn,
  keyOf,
  learn,
  learnValue,
  numberOf,
  settingOf,
} from "../../src/translate/configuration.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

it("learns keys in any case, with what they may be", () => {
  const turn = turnOf(booted());
  const unknown = learn(turn, {
    configurationKey: [{ key: "HeartBeatInterval", value: "30", readonly: true }, null, 7],
    unknownKey: ["Nope"],
  });
  expect([...unknown]).toEqual(["nope"]);
  expect(numberOf(turn.state, "HeartbeatInterval")).toBe(30);
  expect(keyOf(turn.state, "heartbeatinterval")?.isReadonly).toBe(true);
});

it("what was written is known without asking again", () => {
  const turn = turnOf(booted());
  learnValue(turn, "X", "TRUE");
  expect([isOn(turn.state, "x"), settingOf(turn.state, "y"), numberOf(turn.state, "x")]).toEqual([
    ...[true, null, null],
  ]);
});
