/**
 * BootNotification and Heartbeat, and what stands in for a boot that never comes: a station that
 * only lost its connection sends none, but the CSMS may never have seen one of it.
 */
import { limits } from "../base/limits.ts";
import type { Json } from "../exchange/message.ts";
import { integerIn, textIn } from "../findings/fields.ts";
import { answer } from "./answers.ts";
import type { Block } from "./block.ts";
import { type BootWords, wordsOf16 } from "./boot-words.ts";
import { isoOf, timeMsOf } from "./convert.ts";
import { INT32_MAX } from "./gate.ts";
import type { Outcome } from "./live.ts";
import { probeAfterBoot } from "./probe.ts";
import { restoreDrained } from "./reset.ts";
import { wordsOf201 } from "./reverse/boot-words.ts";
import type { State } from "./state.ts";
import { openTransactions, putTransaction } from "./transaction-state.ts";
import { takeTrigger } from "./triggers.ts";
import {
  ask,
  type Call,
  continuing,
  type Turn,
  update,
  updateLive,
  updateStation,
} from "./turn.ts";

/** A retry, where the CSMS has not said when. Unit: s. */
const RETRY_S = 60;
/** A station that booted sends its boot first; one that did not sends nothing for a while. */
const BOOT_EXPECTED_MS = 10_000;

const updatingFirmware = new Set(["Installing", "Installed", "InstallRebooting"]);

/** A boot in the words of either version. */
function wordsOf({ settings }: Turn): BootWords {
  return settings.versions.station === "1.6" ? wordsOf16 : wordsOf201;
}

function bootReason(turn: Turn, boot: Json): string {
  const { station } = turn.state;
  if (takeTrigger(turn, "BootNotification", null)) return "Triggered";
  const [before, after] = [
    textIn(station.boot, "firmwareVersion"),
    textIn(boot, "firmwareVersion"),
  ];
  const isNewFirmware = station.boot !== null && before !== after;
  if (isNewFirmware || updatingFirmware.has(station.firmwareStatus ?? "")) return "FirmwareUpdate";
  const reset = station.resetSent;
  if (reset !== null && turn.nowMs - reset.atMs < limits.resetExplainsMs) {
    return reset.isScheduled ? "ScheduledReset" : "RemoteReset";
  }
  return turn.settings.bootReasonDefault;
}

function boot(turn: Turn, call: Call): void {
  const { request, stored } = wordsOf(turn);
  const reason = bootReason(turn, call.payload);
  const payload = request(turn, call.payload, reason);
  updateLive(turn, { bootAskedAtMs: null });
  updateStation(turn, { registration: "none", boot: stored(call.payload) });
  ask(turn, "csms", {
    action: "BootNotification",
    payload,
    continuation: booted.with({ messageId: call.messageId, isReal: true, reason }),
    isFirst: true,
  });
}

const registrations = ["Accepted", "Pending", "Rejected"] as const;

/** `isReal`: the station has booted. Otherwise only the CSMS thinks so. */
type Booted = {
  readonly messageId: string | null;
  readonly isReal: boolean;
  readonly reason: string;
};

const booted = continuing<Booted>(
  "boot.answered",
  (turn, outcome, { messageId, isReal, reason }) => {
    const payload = outcome.kind === "result" ? outcome.payload : null;
    const said = textIn(payload, "status");
    const registration = registrations.find((each) => each === said) ?? "Rejected";
    const interval = intervalOf(payload, registration);
    updateStation(turn, { registration, intervalS: interval });
    if (registration === "Accepted") accepted(turn, isReal);
    // A station that the primary CSMS has accepted does not boot again because of us.
    const isMissed = turn.settings.isShadow && outcome.kind === "closed" && isReal;
    if (isMissed) {
      updateStation(turn, { registration: "none" });
      updateLive(turn, { missedBoot: { reason, cause: turn.cause } });
    } else if (messageId === null || turn.settings.isShadow) {
      const retryAtMs = turn.nowMs + interval * 1_000 - limits.bootAskedMs;
      updateLive(turn, { bootAskedAtMs: registration === "Accepted" ? null : retryAtMs });
    }
    if (messageId === null) return;
    const currentTime = isoOf(timeMsOf(textIn(payload, "currentTime")) ?? turn.nowMs);
    answer(turn, { leg: "station", messageId }, { status: registration, currentTime, interval });
  },
);

/** 0 lets an accepted station choose; a refused one would try again at once. */
function intervalOf(payload: Json, registration: string): number {
  const interval = integerIn(payload, "interval") ?? RETRY_S;
  if (interval > 0) return Math.min(interval, INT32_MAX);
  return interval === 0 && registration === "Accepted" ? 0 : RETRY_S;
}

function accepted(turn: Turn, isReal: boolean): void {
  const connectors = Object.entries(turn.state.connectors).map(
    ([key, connector]) => [key, { ...connector, sentStatus: null }] as const,
  );
  update(turn, { connectors: Object.fromEntries(connectors) });
  if (!isReal) return;
  probeAfterBoot(turn);
  restoreDrained(turn);
  const { station, profiles } = turn.state;
  update(turn, {
    station: {
      ...station,
      boots: station.boots + 1,
      lacks: [],
      clockAheadMs: 0,
      availability: null,
    },
    profiles: turn.settings.profilesVolatile ? {} : profiles,
  });
  for (const transaction of openTransactions(turn.state)) {
    putTransaction(turn, { ...transaction, doubtedAtMs: turn.nowMs });
  }
}

function isBooting({ live }: State): boolean {
  const { sent, waiting } = live.csms;
  return (
    sent?.action === "BootNotification" ||
    waiting.some(({ action }) => action === "BootNotification")
  );
}

function bootDueMs(state: State): number {
  const { live, station } = state;
  const [stationUpMs, csmsUpMs] = [live.station.upSinceMs, live.csms.upSinceMs];
  if (stationUpMs === null || csmsUpMs === null || isBooting(state))
    return Number.POSITIVE_INFINITY;
  if (station.registration === "Accepted") return Number.POSITIVE_INFINITY;
  if (live.bootAskedAtMs !== null) return live.bootAskedAtMs + limits.bootAskedMs;
  // It has booted and was told when to try again.
  if (station.registration !== "none") return Number.POSITIVE_INFINITY;
  return Math.max(stationUpMs, csmsUpMs) + BOOT_EXPECTED_MS;
}

function askForBoot(turn: Turn): void {
  if (bootDueMs(turn.state) > turn.nowMs) return;
  if (turn.state.live.bootAskedAtMs !== null) {
    bootInstead(turn);
    return;
  }
  updateLive(turn, { bootAskedAtMs: turn.nowMs });
  ask(turn, "station", {
    action: "TriggerMessage",
    payload: { requestedMessage: "BootNotification" },
    continuation: bootTriggered.with(null),
    isOwn: true,
    deadlineMs: turn.nowMs + limits.bootAskedMs,
  });
}

const bootTriggered = continuing<null>("boot.triggered", (turn, outcome: Outcome) => {
  const isComing = outcome.kind === "result" && textIn(outcome.payload, "status") === "Accepted";
  const isStillNeeded = turn.state.live.bootAskedAtMs !== null && !isBooting(turn.state);
  if (!isComing && isStillNeeded) bootInstead(turn);
});

/** The CSMS wants it again, and the station cannot be asked. */
export function bootAgain(turn: Turn): void {
  bootInstead(turn, "Triggered");
}

/** From what the station once said, or from what an operator configured. */
function bootInstead(turn: Turn, reason = "Unknown", isReal = false): void {
  const { request, unknown } = wordsOf(turn);
  const known = turn.state.station.boot ?? unknown(turn.settings);
  ask(turn, "csms", {
    action: "BootNotification",
    payload: request(turn, known, reason),
    continuation: booted.with({ messageId: null, isReal, reason }),
    isFirst: true,
  });
}

function heartbeat(turn: Turn, call: Call): void {
  ask(turn, "csms", {
    action: "Heartbeat",
    payload: {},
    continuation: beaten.with({ messageId: call.messageId }),
  });
}

/** The station needs the time more than it needs to know where it comes from. */
const beaten = continuing<{ messageId: string }>("boot.beaten", (turn, outcome, { messageId }) => {
  const said = outcome.kind === "result" ? textIn(outcome.payload, "currentTime") : "";
  const currentTime = isoOf(timeMsOf(said) ?? turn.nowMs);
  answer(turn, { leg: "station", messageId }, { currentTime });
});

export const bootBlock: Block = {
  name: "boot",
  calls: {
    BootNotification: boot,
    Heartbeat: heartbeat,
  },
  continuings: [booted, bootTriggered, beaten],
  dueMs: bootDueMs,
  tick: askForBoot,
  legUp(turn, leg) {
    // A refusal was an answer to a boot; a new connection begins without one.
    if (leg === "station" && turn.state.station.registration !== "Accepted") {
      updateStation(turn, { registration: "none" });
    }
    const { missedBoot } = turn.state.live;
    if (leg === "csms" && missedBoot !== null) {
      updateLive(turn, { missedBoot: null });
      const { cause } = turn;
      turn.cause = missedBoot.cause;
      bootInstead(turn, missedBoot.reason, true);
      turn.cause = cause;
    }
  },
};
