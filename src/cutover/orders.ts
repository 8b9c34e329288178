/** What operators want of a plan → its run. In: a run, an order. Out: the run. Pure. */
import { newRun, type Order, type Run, told } from "./run.ts";
import { sendBack } from "./send-back.ts";

export function obey(
  run: Run,
  { kind, who, rollBack }: Order,
  { nowUs }: { readonly nowUs: number },
): Run {
  const problem = problemOf(run, kind);
  if (problem !== null) return told(run, { nowUs, who, what: `${kind} refused`, why: problem });
  const done = { nowUs, who, what: kind };
  switch (kind) {
    case "start":
      return told(
        { ...newRun, trail: run.trail, planSetAt: run.planSetAt, status: "running" },
        done,
      );
    case "pause":
      return told({ ...run, status: "paused", why: `paused by ${who}` }, done);
    case "resume":
      return told({ ...run, status: "running", why: "" }, done);
    case "next":
      return told({ ...run, isNextAsked: true }, done);
    case "roll-back": {
      const { of, station = "", isForced } = rollBack ?? { of: "plan" as const, isForced: false };
      const stations = Object.entries(run.places).flatMap(([id, { step }]) =>
        of === "plan" || (of === "step" ? step === run.step : id === station) ? [id] : [],
      );
      const why = `asked for by ${who}${isForced ? ", also of stations that charge" : ""}`;
      return sendBack(run, { of, stations, why, isForced, who, nowUs });
    }
  }
}

/** Null: it can be obeyed. */
export function problemOf({ status }: Run, kind: Order["kind"]): string | null {
  const fits: Readonly<Record<Order["kind"], readonly Run["status"][]>> = {
    start: ["ready", "returned"],
    pause: ["running"],
    resume: ["paused"],
    next: ["running"],
    "roll-back": ["running", "paused", "returning", "done"],
  };
  return fits[kind].includes(status) ? null : `it is ${status}`;
}
