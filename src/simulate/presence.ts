/**
 * How a station of any version makes itself known and keeps in touch: BootNotification until it is
 * accepted, the status of every connector, heartbeats. In: the version's payloads. Out: calls.
 */
import type { JsonObject } from "../exchange/message.ts";
import { numberOf, textOf } from "./json-fields.ts";
import type { Answer } from "./rpc.ts";
import type { StationPort } from "./station-port.ts";
import type { Cancel } from "./time.ts";

export type BootReason = "power-up" | "reset" | "trigger";

export type PresenceWords = {
  readonly bootPayload: (reason: BootReason) => JsonObject;
  readonly statusPayload: (id: number, status: string, timeMs: number) => JsonObject;
  /** Whose status is told after a boot, in this order. */
  readonly statusIds: readonly number[];
  /** The heartbeat interval as the station's configuration holds it. Unit: s. */
  readonly intervalS: () => number;
  readonly setIntervalS: (seconds: number) => void;
};

export type Presence = {
  readonly boot: (reason: BootReason) => Promise<void>;
  /** After a reconnect without a boot. */
  readonly resume: () => Promise<void>;
  /** Without a status: the last one again. */
  readonly sendStatus: (id: number, status?: string) => Promise<Answer>;
  readonly stop: () => void;
};

/** Before the next BootNotification where the CSMS gave no usable interval. Unit: s. */
const BOOT_RETRY_S = 10;

export function createPresence(port: StationPort, words: PresenceWords): Presence {
  const { time } = port;
  const statuses = new Map<number, string>();
  let cancelTimer: Cancel = () => undefined;

  const sendStatus = async (id: number, status?: string): Promise<Answer> => {
    const known = status ?? statuses.get(id) ?? "Available";
    statuses.set(id, known);
    const { statusShare } = port.habits;
    if (status !== undefined && statusShare < 1 && !port.random.chance(statusShare)) {
      return { type: "notSent", reason: "this station tells a status only sometimes" };
    }
    return port.call("StatusNotification", words.statusPayload(id, known, time.nowMs()));
  };

  /** Transactions and sessions wait until every status was told. */
  const resume = async () => {
    heartbeat();
    for (const id of words.statusIds) if ((await sendStatus(id)).type === "linkClosed") return;
    port.setOnline(true);
  };

  const heartbeat = () => {
    cancelTimer();
    const intervalS = words.intervalS();
    if (intervalS <= 0) return;
    cancelTimer = time.after(intervalS * 1000, () => {
      void port.call("Heartbeat", {});
      heartbeat();
    });
  };

  const boot = async (reason: BootReason) => {
    const answer = await port.call("BootNotification", words.bootPayload(reason));
    if (answer.type === "linkClosed") return;
    const payload = answer.type === "result" ? answer.payload : {};
    const intervalS = numberOf(payload, "interval") ?? 0;
    if (textOf(payload, "status") === "Accepted") {
      if (intervalS > 0) words.setIntervalS(intervalS);
      await resume();
      return;
    }
    if (port.habits.isHasty) await resume();
    else port.setOnline(false);
    cancelTimer();
    const waitMs = (intervalS > 0 ? intervalS : BOOT_RETRY_S) * 1000;
    cancelTimer = time.after(waitMs, () => void boot(reason));
  };

  return { boot, resume, sendStatus, stop: () => cancelTimer() };
}
