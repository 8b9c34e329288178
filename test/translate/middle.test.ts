import { expect, it } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import { translateSchema } from "../../src/config/translate.ts";
import type { Json } from "../../src/exchange/message.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import type { LegName, Line } from "../../src/relay/middle.ts";
import type { DeadLetter, MessageRef, TranslationLoss } from "../../src/spool/record.ts";
import { createMiddle } from "../../src/translate/middle.ts";
import { type MemoryState, memoryState } from "../support/memory-state.ts";
import { until } from "../support/until.ts";

type Sent = { readonly leg: LegName; readonly message: Json[]; readonly from: MessageRef | null };

async function dialogue(
  store: MemoryState = memoryState(),
  onSend: (sent: Sent) => void = () => undefined,
) {
  const events: TapEvent[] = [];
  const sent: Sent[] = [];
  const notes: (TranslationLoss | DeadLetter)[] = [];
  const told: string[] = [];
  const config = translateSchema.parse({ station: "1.6", csms: "2.0.1", probe: false });
  let aheadUs = 0;
  const clock = { nowUs: () => systemClock.nowUs() + aheadUs };
  const waste = (ms: number) => {
    aheadUs += 1000 * ms;
  };
  const deps = { store, clock, observe: (event: TapEvent) => void events.push(event) };
  const line: Line = {
    send(leg, text, from) {
      const one = { leg, message: JSON.parse(text) as Json[], from };
      onSend(one);
      sent.push(one);
    },
    close: (leg, reason) => void told.push(`close ${leg}: ${reason}`),
    reconnect: (reason) => void told.push(`reconnect: ${reason}`),
    note: (note) => void notes.push(note),
    drained: () => void told.push("drained"),
    end: ({ problem, isTaken }) => void told.push(`${isTaken ? "taken" : "end"}: ${problem}`),
  };
  const middle = createMiddle(config, deps);
  const it = await middle.open(parseStationId("CP-1"), line);
  const linkIds = { station: newLinkId(), csms: newLinkId() };
  let seq = 0;
  const put = (leg: LegName, message: Json) => {
    seq += 1;
    const payload = Buffer.from(typeof message === "string" ? message : JSON.stringify(message));
    return it.message(leg, { opcode: 1, payload, ref: { linkId: linkIds[leg], seq } });
  };
  const lastTo = (leg: LegName) => sent.filter((each) => each.leg === leg).at(-1)?.message ?? [];
  return { ...{ it, put, sent, notes, told, events, store, linkIds, lastTo, middle, waste } };
}

type Dialogue = Awaited<ReturnType<typeof dialogue>>;

const boot = { chargePointVendor: "Acme", chargePointModel: "Fast-22" };

async function booted(...parameters: Parameters<typeof dialogue>): Promise<Dialogue> {
  const made = await dialogue(...parameters);
  const { it, put, lastTo } = made;
  it.legUp("station", null);
  it.legUp("csms", null);
  put("station", [2, "1", "BootNotification", boot]);
  await until(() => lastTo("csms")[2] === "BootNotification", "the boot at the CSMS");
  const currentTime = new Date().toISOString();
  put("csms", [3, String(lastTo("csms")[1]), { status: "Accepted", interval: 300, currentTime }]);
  await until(() => lastTo("station")[0] === 3, "the answer at the station");
  return made;
}

const start = {
  ...{ connectorId: 1, idTag: "A", meterStart: 0 },
  timestamp: new Date().toISOString(),
};

it("speaks the versions it is configured for", async () => {
  const { middle } = await dialogue();
  expect(middle.subprotocols).toEqual({ station: "ocpp1.6", csms: "ocpp2.0.1" });
});

it("sends nothing of a step before it is stored, and says what it was made of", async () => {
  const stored = memoryState();
  const keys: string[][] = [];
  const made = await booted(stored, ({ leg, message }) => {
    if (message[2] === "TransactionEvent") {
      keys.push([leg, ...(stored.stored.get("default/CP-1")?.keys() ?? [])]);
    }
  });
  made.put("station", [2, "2", "StartTransaction", start]);
  await until(() => keys.length === 1, "the event at the CSMS");
  expect(keys[0]?.some((key) => key.startsWith("transactions/"))).toBe(true);
  expect(keys[0]?.some((key) => key.startsWith("outbox/"))).toBe(true);
  expect(made.sent.at(-1)?.from).toEqual({ linkId: made.linkIds.station, seq: 3 });
});

it("a known token is asked for without a write, which comes a moment later", async () => {
  const at = await booted();
  const authorize = async (id: string) => {
    at.put("station", [2, id, "Authorize", { idTag: "A" }]);
    await until(() => at.lastTo("csms")[2] === "Authorize", "the call at the CSMS");
    at.put("csms", [3, at.lastTo("csms")[1] ?? "", { idTokenInfo: { status: "Accepted" } }]);
    await until(() => at.lastTo("station")[1] === id, "the answer at the station");
  };
  await authorize("a1");
  const token = () => at.store.stored.get("default/CP-1")?.get("tokens/a");
  const first = token();
  at.waste(60_000);
  const sent = at.sent.length;
  at.put("station", [2, "a2", "Authorize", { idTag: "A" }]);
  expect(at.sent.length).toBe(sent + 1);
  expect(token()).toEqual(first);
  await until(() => JSON.stringify(token()) !== JSON.stringify(first), "that it is stored");
});

it("what is held is written before the dialogue is released", async () => {
  const at = await booted();
  at.put("station", [2, "s1", "StatusNotification", available]);
  await until(() => at.lastTo("csms")[2] === "StatusNotification", "the status at the CSMS");
  const outbox = () =>
    [...(at.store.stored.get("default/CP-1")?.keys() ?? [])].filter((key) => /^outbox/.test(key));
  expect(outbox()).toHaveLength(1);
  at.put("csms", [3, at.lastTo("csms")[1] ?? "", {}]);
  await at.it.release();
  expect(outbox()).toEqual([]);
});

const available = { connectorId: 1, errorCode: "NoError", status: "Available" };

it("a write that fails is written again; what waits behind it is not lost", async () => {
  const made = await booted();
  made.store.fail(2, "STATE_UNAVAILABLE");
  made.put("station", [2, "2", "StartTransaction", start]);
  made.put("station", [2, "3", "Heartbeat", {}]);
  await until(() => made.lastTo("csms")[2] === "TransactionEvent", "the event at the CSMS");
  expect(made.told).toEqual([]);
});

it("a state that was taken ends the dialogue, once, and nothing more is sent", async () => {
  const made = await booted();
  const before = made.sent.length;
  made.store.fail(1, "STATE_TAKEN");
  made.put("station", [2, "2", "StartTransaction", start]);
  made.put("station", [2, "3", "StartTransaction", { ...start, connectorId: 2 }]);
  await until(() => made.told.length > 0, "the end");
  made.it.legDown("station");
  expect(made.told).toEqual([expect.stringMatching(/^taken: .* belongs to another connection/)]);
  expect(made.sent).toHaveLength(before);
});

it("a write that fails for good ends it, too", async () => {
  const made = await booted();
  made.store.fail(Number.POSITIVE_INFINITY, "STATE_UNAVAILABLE");
  made.put("station", [2, "2", "StartTransaction", start]);
  made.waste(limits.stateWriteRetryForMs);
  await until(() => made.told.length > 0, "the end");
  expect(made.told[0]).toContain("end:");
});

it("a fault of ours ends this dialogue only, and is told", async () => {
  const made = await booted(memoryState(), ({ message }) => {
    if (message[2] === "Heartbeat") throw new Error("broken");
  });
  made.put("station", [2, "2", "Heartbeat", {}]);
  await until(() => made.told.length > 0, "the end");
  expect(made.told).toEqual(["end: a fault of ocpptap: broken"]);
  expect(made.events).toMatchObject([{ name: "bug", where: "translation" }]);
});

it("what was said to a leg never reaches a later one", async () => {
  const made = await booted();
  const { it, put, store, sent } = made;
  store.fail(1, "STATE_UNAVAILABLE");
  put("station", [
    2,
    "2",
    "StatusNotification",
    { connectorId: 1, errorCode: "NoError", status: "Available" },
  ]);
  it.legDown("station");
  it.legUp("station", null);
  await until(() => made.lastTo("csms")[2] === "StatusNotification", "the status at the CSMS");
  expect(sent.filter(({ leg, message }) => leg === "station" && message[1] === "2")).toEqual([]);
});

it("what cannot be read from the CSMS is answered as the standard says", async () => {
  const made = await booted();
  made.put("csms", "nonsense");
  await until(() => made.lastTo("csms")[0] === 4, "an error");
  expect(made.lastTo("csms").slice(1, 3)).toEqual(["-1", "RpcFrameworkError"]);
});

it("what cannot cross is noted with the message that it was lost from", async () => {
  const made = await booted();
  made.put("csms", [2, "x", "ClearDisplayMessage", { id: 1 }]);
  await until(() => made.notes.length > 0, "a note");
  expect(made.notes[0]).toMatchObject({
    ...{ note: "translation-loss", rule: "translation-refused", loss: "action-refused", count: 1 },
    from: { linkId: made.linkIds.csms },
  });
});

it("knows the ways to the CSMS", async () => {
  const made = await dialogue();
  expect(made.it.ways()).toEqual([{ id: "route.new", url: null, password: null }]);
});

it("keeps a text for the bridge beside the state", async () => {
  const store = memoryState();
  const first = await booted(store);
  expect(first.it.keepsake()).toBeNull();
  first.it.keep("a hash");
  await first.it.release();
  const second = await dialogue(store);
  expect(second.it.keepsake()).toBe("a hash");
});

/** Statuses of a station until it is asked to wait. */
function flood(made: Dialogue): void {
  made.store.fail(1, "STATE_UNAVAILABLE");
  let isReading = true;
  let count = 0;
  while (isReading && count < 10 * limits.waitingEffectsMax) {
    count += 1;
    const status = { connectorId: 1 + (count % 50), errorCode: "NoError", status: "Available" };
    isReading = made.put("station", [2, `s${count}`, "StatusNotification", status]);
  }
  expect(isReading).toBe(false);
}

it("a station that floods is asked to wait while the store is slow, and goes on after", async () => {
  const made = await booted();
  flood(made);
  await until(() => made.told.includes("drained"), "the store has caught up");
});

it("who was asked to wait is told to go on, whatever the other leg says meanwhile", async () => {
  let sentSince = Number.NEGATIVE_INFINITY;
  const made: Dialogue = await booted(memoryState(), () => {
    sentSince += 1;
    // Few effects are left by now, and some are.
    if (sentSince === limits.waitingEffectsMax / 2) made.put("csms", [2, "x", "ClearCache", {}]);
  });
  flood(made);
  sentSince = 0;
  await until(() => made.told.includes("drained"), "the store has caught up");
  expect(sentSince).toBeGreaterThan(limits.waitingEffectsMax / 2);
});

it("release waits for what is to be stored", async () => {
  const made = await booted();
  made.put("station", [2, "2", "StartTransaction", start]);
  made.it.legDown("csms");
  made.it.legDown("station");
  await made.it.release();
  const keys = [...(made.store.stored.get("default/CP-1")?.keys() ?? [])];
  expect(keys.some((key) => key.startsWith("transactions/"))).toBe(true);
  made.put("station", [2, "9", "Heartbeat", {}]);
  await made.it.release();
});
