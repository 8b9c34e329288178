/**
 * A 1.6 station as a model: it charges, keeps what it must not lose through outages and reboots,
 * repeats what was not answered, and has the habits of stations in the field. In: a world. Out: the
 * sessions as they really were.
 */
import type { Json, JsonObject } from "../../src/exchange/message.ts";
import type { Habits } from "./model-habits.ts";
import type { StationLink } from "./translated-csms.ts";
import type { TranslatedWorld } from "./translated-world.ts";

export type ModelSession = {
  readonly connectorId: number;
  readonly idTag: string;
  readonly meterStart: number;
  meterStop: number | null;
  /** The newest register that was told. */
  toldWh: number;
  int: number | null;
  isForgotten: boolean;
  wasOffline: boolean;
};

type Kept = {
  readonly action: "StartTransaction" | "MeterValues" | "StopTransaction";
  readonly session: ModelSession;
  readonly payload: () => JsonObject;
  messageId: string | null;
};

export type ModelStation = {
  readonly sessions: readonly ModelSession[];
  /** Nothing waits and no car is charging. */
  readonly isQuiet: () => boolean;
  readonly faults: readonly string[];
  /** Errors that starts, meter values and stops were answered with. */
  readonly refusals: readonly string[];
  /** No more drops, reboots and cars. */
  readonly calm: () => void;
};

const ANSWER_MS = 35_000;
const SAMPLE_MS = 60_000;

export function modelStation(
  world: TranslatedWorld,
  habits: Habits,
  plan: { readonly sessions: number; readonly connectors: number },
): ModelStation {
  const { time } = world;
  const { random, after, note } = time;
  const sessions: ModelSession[] = [];
  const faults: string[] = [];
  const refusals: string[] = [];
  const kept: Kept[] = [];
  let loose: { readonly action: string; readonly payload: JsonObject }[] = [];
  const running = new Map<number, ModelSession>();
  let link: StationLink | null = null;
  let isAccepted = false;
  let isOn = true;
  let isCalm = false;
  let isWaiting = false;
  let count = 0;
  let register = 1_000;
  /** Of the connection under way; what belongs to an earlier one is nobody's. */
  let generation = 0;
  let outstanding: { readonly id: string; readonly entry: Kept | null; action: string } | null =
    null;
  /** Calls by id that were not answered yet. */
  let open = new Map<string, number>();

  const stamp = (atMs = time.nowMs()): string => {
    const day = 86_400_000;
    const text = new Date(habits.clock === "ahead" ? atMs + day : atMs).toISOString();
    if (habits.clock === "1970") return `1970-01-01T${text.slice(11)}`;
    return habits.clock === "no zone" ? text.slice(0, 19) : text;
  };
  const number = (value: number): string => (habits.hasCommas ? `${value},0` : String(value));
  const newId = () => String(++count);
  const intOf = (session: ModelSession): number =>
    session.wasOffline && habits.placeholder !== null ? habits.placeholder : (session.int ?? -1);

  const say = (action: string, payload: JsonObject) => {
    if (link !== null) loose.push({ action, payload });
    pump();
  };
  const status = (connectorId: number, text: string) => {
    if (!random.chance(habits.statusShare)) return;
    const payload = { connectorId, errorCode: "NoError", status: text, timestamp: stamp() };
    say("StatusNotification", payload);
  };
  const keep = (action: Kept["action"], session: ModelSession, payload: () => JsonObject) => {
    kept.push({ action, session, payload, messageId: null });
    pump();
  };

  const send = (id: string, action: string, payload: Json) => {
    const text = JSON.stringify([2, id, action, payload]);
    link?.send(text);
    open.set(id, (open.get(id) ?? 0) + 1);
    const mine = generation;
    after(ANSWER_MS, () => {
      if (mine !== generation || outstanding?.id !== id) return;
      note(`station gives up ${action} ${id}`);
      outstanding = null;
      if (action === "BootNotification") boot();
      pump();
    });
  };

  const pump = () => {
    if (link === null || outstanding !== null) return;
    if (!isAccepted && !habits.isHasty) return;
    const next = loose.shift();
    if (next !== undefined) {
      const id = newId();
      outstanding = { id, entry: null, action: next.action };
      send(id, next.action, next.payload);
      return;
    }
    const [entry] = kept;
    if (entry === undefined || isWaiting) return;
    const id = (habits.keepsIds ? entry.messageId : null) ?? newId();
    entry.messageId = id;
    outstanding = { id, entry, action: entry.action };
    send(id, entry.action, entry.payload());
  };

  const boot = () => {
    const id = newId();
    outstanding = { id, entry: null, action: "BootNotification" };
    send(id, "BootNotification", { chargePointVendor: "Acme", chargePointModel: "M" });
  };

  const connected = () => {
    isAccepted = false;
    outstanding = null;
    loose = [];
    open = new Map();
    if (habits.bootsOnReconnect || needsBoot) boot();
    else {
      isAccepted = true;
      statuses();
    }
    pump();
  };
  let needsBoot = true;

  const statuses = () => {
    for (let id = 1; id <= plan.connectors; id += 1) {
      status(id, running.has(id) ? "Charging" : "Available");
    }
  };

  const dial = () => {
    if (!isOn || link !== null) return;
    generation += 1;
    const mine = generation;
    link = world.connect({
      received: (text) => {
        if (mine === generation) received(text);
      },
      closed: () => {
        if (mine === generation) gone();
      },
    });
    if (link === null) after(random.integer(1_000, 20_000), dial);
    else connected();
  };

  const gone = () => {
    generation += 1;
    link = null;
    outstanding = null;
    isAccepted = false;
    if (isOn) after(random.integer(500, 15_000), dial);
  };

  const received = (text: string) => {
    const [type, id, ...rest] = JSON.parse(text) as [number, string, ...Json[]];
    if (type === 2) {
      obey(id, rest[0] as string, rest[1] as JsonObject);
      return;
    }
    const calls = open.get(id) ?? 0;
    if (calls === 0) faults.push(`an answer too many to ${id}`);
    open.set(id, calls - 1);
    if (outstanding?.id !== id) return;
    const { entry, action } = outstanding;
    outstanding = null;
    if (type === 4) failed(entry, action, rest);
    else succeeded(entry, action, rest[0] as JsonObject);
    pump();
  };

  /** What it keeps, it keeps until it is taken (1.6 §4.10 has it try a few times). */
  const failed = (entry: Kept | null, action: string, rest: readonly Json[]) => {
    if (entry !== null) refusals.push(`${action}: ${String(rest[0])}, ${String(rest[1])}`);
    if (action === "BootNotification") after(5_000, boot);
    if (entry === null) return;
    isWaiting = true;
    after(10_000, () => {
      isWaiting = false;
      pump();
    });
  };

  const succeeded = (entry: Kept | null, action: string, payload: JsonObject) => {
    if (action === "BootNotification") {
      if (payload["status"] !== "Accepted") {
        after(Number(payload["interval"]) * 1_000, () => void (link !== null && boot()));
        return;
      }
      needsBoot = false;
      isAccepted = true;
      statuses();
      return;
    }
    if (entry === null) return;
    kept.splice(kept.indexOf(entry), 1);
    if (entry.action === "StartTransaction") gotInt(entry.session, payload);
    const isRepeated = entry.action !== "MeterValues" && random.chance(habits.repeatShare);
    if (isRepeated) kept.unshift({ ...entry, messageId: null });
  };

  const gotInt = (session: ModelSession, payload: JsonObject) => {
    const int = Number(payload["transactionId"]);
    if (!(int > 0)) faults.push(`transactionId ${int}`);
    if (session.int !== null && session.int !== int) {
      faults.push(`${session.idTag} got ${session.int} and ${int}`);
    }
    session.int = int;
  };

  const obey = (id: string, action: string, payload: JsonObject) => {
    link?.send(JSON.stringify([3, id, answerTo(action, payload)]));
    if (action === "Reset") after(100, () => reboot(false));
    const wanted = payload["requestedMessage"];
    if (action === "TriggerMessage" && wanted === "BootNotification") needsBoot = true;
    if (needsBoot && link !== null && outstanding === null) boot();
  };

  /** What the CSMS asks is done soon after it was answered. */
  const answerTo = (action: string, payload: JsonObject): JsonObject => {
    switch (action) {
      case "GetConfiguration":
        return { configurationKey: [], unknownKey: [] };
      case "TriggerMessage":
      case "Reset":
        return { status: "Accepted" };
      case "RemoteStartTransaction": {
        const connectorId = Number(payload["connectorId"] ?? 1);
        if (running.has(connectorId) || isCalm) return { status: "Rejected" };
        after(random.integer(0, 5_000), () => begin(connectorId, String(payload["idTag"])));
        return { status: "Accepted" };
      }
      case "RemoteStopTransaction": {
        const wanted = [...running.values()].find(({ int }) => int === payload["transactionId"]);
        if (wanted === undefined) return { status: "Rejected" };
        after(random.integer(0, 1_000), () => {
          if (running.get(wanted.connectorId) === wanted) end(wanted, "Remote");
        });
        return { status: "Accepted" };
      }
      default:
        return { status: "Rejected" };
    }
  };

  const begin = (connectorId: number, asked: string | null = null) => {
    if (!isOn || running.has(connectorId) || isCalm) return;
    const idTag = asked ?? `TAG${String(sessions.length + 1).padStart(4, "0")}`;
    register += random.integer(0, 50);
    const meterStart = register;
    const session: ModelSession = {
      ...{ connectorId, idTag, meterStart, meterStop: null, toldWh: meterStart, int: null },
      ...{ isForgotten: false, wasOffline: link === null || !isAccepted },
    };
    sessions.push(session);
    running.set(connectorId, session);
    note(`station: ${idTag} begins on ${connectorId} at ${meterStart}`);
    const timestamp = stamp();
    status(connectorId, "Preparing");
    keep("StartTransaction", session, () => ({ connectorId, idTag, meterStart, timestamp }));
    status(connectorId, "Charging");
    sample(session);
    after(random.integer(20_000, 900_000), () => {
      if (running.get(connectorId) === session) end(session, "Local");
    });
  };

  const sample = (session: ModelSession) => {
    after(SAMPLE_MS * (0.5 + random.fraction()), () => {
      if (running.get(session.connectorId) !== session) return;
      if (isOn) tell(session);
      sample(session);
    });
  };

  const tell = (session: ModelSession) => {
    register += random.integer(1, 500);
    session.toldWh = register;
    const meterValue = [
      {
        timestamp: stamp(),
        sampledValue: [{ value: number(register), context: "Sample.Periodic" }],
      },
    ];
    const { connectorId } = session;
    keep("MeterValues", session, () => ({
      connectorId,
      transactionId: intOf(session),
      meterValue,
    }));
  };

  const end = (session: ModelSession, reason: string) => {
    running.delete(session.connectorId);
    register += random.integer(1, 500);
    const meterStop = register;
    session.meterStop = meterStop;
    note(`station: ${session.idTag} ends at ${meterStop}, ${reason}`);
    const timestamp = stamp();
    keep("StopTransaction", session, () => ({
      ...{ transactionId: intOf(session), meterStop, timestamp, reason, idTag: session.idTag },
    }));
    if (random.chance(habits.lateShare)) tell(session);
    status(session.connectorId, "Finishing");
    after(random.integer(1_000, 20_000), () => {
      if (!running.has(session.connectorId)) status(session.connectorId, "Available");
    });
  };

  const reboot = (forgets: boolean) => {
    if (!isOn || isCalm) return;
    note(`station: REBOOT, ${forgets ? "forgets" : "reports"}`);
    isOn = false;
    link?.drop();
    link = null;
    generation += 1;
    outstanding = null;
    needsBoot = true;
    if (habits.restartsIds) {
      count = 0;
      for (const entry of kept) entry.messageId = null;
    }
    for (const session of [...running.values()]) {
      if (!forgets) end(session, "PowerLoss");
      else {
        session.isForgotten = true;
        running.delete(session.connectorId);
      }
    }
    after(random.integer(2_000, 60_000), () => {
      isOn = true;
      dial();
    });
  };

  const hourly = (rate: number, run: () => void) => {
    if (rate === 0) return;
    after((random.fraction() * 2 * 3_600_000) / rate, () => {
      if (isCalm) return;
      run();
      hourly(rate, run);
    });
  };

  dial();
  for (let index = 0; index < plan.sessions; index += 1) {
    const connectorId = 1 + (index % plan.connectors);
    after(index * random.integer(60_000, 240_000) + 5_000, () => begin(connectorId));
  }
  hourly(habits.drops, () => link?.drop());
  hourly(habits.reboots, () => reboot(random.chance(habits.forgetShare)));

  return {
    sessions,
    faults,
    refusals,
    isQuiet: () => kept.length === 0 && running.size === 0 && isAccepted && outstanding === null,
    calm() {
      isCalm = true;
    },
  };
}
