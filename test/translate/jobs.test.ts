import { expect, it } from "vitest";
import { isRunning, progress, putJob } from "../../src/translate/jobs.ts";
import { booted } from "./stage.ts";
import { turnOf } from "./turns.ts";

it("a job runs until it is done, and a finished update stays known", () => {
  const turn = turnOf(booted());
  expect(progress(turn, "firmware", { status: "Installed", isDone: true })).toBeNull();
  putJob(turn, "firmware", { requestId: 3, status: "Idle", isDone: false });
  expect(isRunning(turn.state.jobs.firmware)).toBe(true);
  progress(turn, "firmware", { status: "Installed", isDone: true });
  expect(isRunning(turn.state.jobs.firmware)).toBe(false);
  expect(turn.state.jobs.doneFirmwareIds).toEqual([3]);
});
