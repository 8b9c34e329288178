/**
 * The state of ocpptap on this machine → findings about itself, for alerts with `on: ocpptap`. What
 * lasts is found again at every look, so that its group goes on until it has ended.
 */
import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";
import type { AlertConfig } from "../config/alerts.ts";
import { isRelayName } from "../config/workers.ts";
import type { Feeding } from "./feeding.ts";
import type { Found } from "./found.ts";

export type OwnState = {
  /** Null: the store answers. */
  readonly storeProblem: string | null;
  /** Null: no recorder answers on this machine. */
  readonly recorderLagSeconds: number | null;
  /** Roles of this machine that do not do their work, and what they say. */
  readonly unready: readonly { readonly role: string; readonly detail: string }[];
};

type About = Pick<Found, "rule" | "severity" | "sentence"> &
  Required<Pick<Found, "title" | "remedy">>;

export function foundInOwnState(state: OwnState): readonly About[] {
  const about: About[] = [];
  if (state.storeProblem !== null) {
    about.push({
      rule: "store-down",
      severity: "error",
      title: "The store does not answer",
      sentence: state.storeProblem,
      remedy:
        "Links go on, and what they carry is kept in the spool until the store is back. Look at ClickHouse and its disk before the spool is full.",
    });
  }
  if ((state.recorderLagSeconds ?? 0) >= limits.alertLagSeconds) {
    about.push({
      rule: "recorder-lag",
      severity: "warning",
      title: "The recorder is behind",
      sentence: `The oldest message that is not in the store is ${Math.round(state.recorderLagSeconds ?? 0)} s old.`,
      remedy:
        "Look whether the store is slow or down, and whether the machine has enough of its processor left; nothing is lost until the spool is full.",
    });
  }
  for (const { role, detail } of state.unready) {
    about.push({
      rule: `${role}-not-ready`,
      severity: isRelayName(role) ? "error" : "warning",
      title: `The ${role} is not ready`,
      sentence: detail,
      remedy: "Look at its log lines; a role that ended is started again by itself.",
    });
  }
  return about;
}

type LookDeps = {
  readonly clock: Clock;
  readonly feeding: Pick<Feeding, "problem" | "failingSinceUs">;
  readonly askRoles: () => Promise<Omit<OwnState, "storeProblem">>;
};

/** Now and then a look, where an alert wants one; nothing in between. */
export function createOwnLook(
  alerts: readonly Pick<AlertConfig, "on">[],
  { clock, feeding, askRoles }: LookDeps,
): () => Promise<readonly Found[]> {
  const wanted = alerts.flatMap(({ on }, index) => (on === "ocpptap" ? [index] : []));
  const everyUs = limits.alertOwnStateMs * 1000;
  // All roles start at the same time: the first look may not find one that is not there yet.
  let lookedUs = clock.nowUs();
  return async () => {
    const nowUs = clock.nowUs();
    if (wanted.length === 0 || nowUs - lookedUs < everyUs) return [];
    lookedUs = nowUs;
    const isDown = nowUs - feeding.failingSinceUs() >= everyUs;
    const storeProblem = isDown ? feeding.problem() : null;
    return foundInOwnState({ ...(await askRoles()), storeProblem }).map((about) => ({
      ...about,
      ...{ alerts: wanted, atUs: nowUs, side: "ours", station: "" },
      ...{ vendor: "", model: "", firmware: "" },
    }));
  };
}
