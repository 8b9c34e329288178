/** What SQLite or the file system throws → an answer with a sentence and a remedy. */
import { problemOf, systemCodeOf } from "../base/errors.ts";
import type { Failure } from "./backend.ts";

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html). */
const codes = {
  permission: [3, 8, 14, 23],
  busy: [5, 6],
  io: [10],
  damaged: [11, 26],
  full: [13],
} as const;

const guide = "docs/operations/state.md says what happens then, and what is lost";

/** `isAtBound`: the file has as many bytes as it may have. */
export function fileFailure(thrown: unknown, isAtBound: boolean): Failure {
  const code = primaryCodeOf(thrown);
  const told = problemOf(thrown);
  const is = (list: readonly number[]) => code !== null && list.includes(code);
  if (is(codes.damaged)) {
    const remedy = `Move that directory away, as it is; ${guide}.`;
    return { kind: "failed", code: "STATE_DAMAGED", problem: told, remedy };
  }
  if (is(codes.full) && isAtBound) {
    const remedy = "Move the stations on several instances, each with a data directory of its own.";
    return unavailable("the file has reached its bound", remedy);
  }
  if (is(codes.full) || systemCodeOf(thrown) === "ENOSPC") {
    return unavailable("the disk is full", "Free disk space; it is tried again.");
  }
  if (is(codes.busy)) {
    return unavailable(
      "another process holds the file",
      "It is tried again; if it lasts, end what else has the file open, a copy tool for instance.",
    );
  }
  if (is(codes.io)) {
    return unavailable(`${told} (${extendedCodeOf(thrown)})`, "Free disk space, or mend the disk.");
  }
  if (is(codes.permission) || isSystemCode(systemCodeOf(thrown))) {
    return unavailable(told, "Make the directory one that ocpptap may write to.");
  }
  return unavailable(told, "This is a fault of ocpptap: please report it.");
}

/** Another process holds the file: every further try would wait as long. */
export function isLocked(thrown: unknown): boolean {
  const code = primaryCodeOf(thrown);
  return code !== null && codes.busy.some((each) => each === code);
}

export function unavailable(problem: string, remedy: string): Failure {
  return { kind: "failed", code: "STATE_UNAVAILABLE", problem, remedy };
}

/** `EACCES` and its like; `ERR_…` are Node's own, of SQLite's errors too. */
function isSystemCode(code: string | null): boolean {
  return code !== null && /^E(?!RR_)/.test(code);
}

function extendedCodeOf(thrown: unknown): number | null {
  if (typeof thrown !== "object" || thrown === null || !("errcode" in thrown)) return null;
  return typeof thrown.errcode === "number" ? thrown.errcode : null;
}

function primaryCodeOf(thrown: unknown): number | null {
  const code = extendedCodeOf(thrown);
  return code === null ? null : code & 0xff;
}
