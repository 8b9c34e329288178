/**
 * The strict CSMS of a translated world: it answers late, refuses events, is silent or away, as
 * chance has it.
 */
import type { Json, JsonObject } from "../../src/exchange/message.ts";
import { answerStation, type StationFile } from "../../src/simulate/csms-answers.ts";
import { createStrictMind, type StrictMind } from "../../src/simulate/strict-csms.ts";
import type { VirtualTime } from "./virtual-time.ts";

export const STATION_ID = "CP-7";

export type Chances = {
  /** Of a kill at each boundary of an effect. */
  readonly kill: number;
  /** Of the CSMS answering an event with an error, or not at all. */
  readonly refusal: number;
  readonly silence: number;
  /** Outages of the CSMS an hour. */
  readonly outages: number;
};

/** One open connection of the station; `send` does nothing once it is gone. */
export type StationLink = { readonly send: (text: string) => void; readonly drop: () => void };

export type CommandAnswer = {
  readonly id: string;
  readonly action: string;
  readonly answer: Json;
};

export type TranslatedCsms = {
  readonly mind: StrictMind;
  readonly isUp: () => boolean;
  readonly opened: (link: StationLink) => void;
  readonly received: (link: StationLink, text: string) => void;
  readonly closed: (link: StationLink) => void;
  readonly calm: () => void;
  readonly command: (action: string, payload: JsonObject) => void;
  readonly commandAnswers: readonly CommandAnswer[];
};

export function createTranslatedCsms(world: {
  time: VirtualTime;
  chances: () => Chances;
}): TranslatedCsms {
  const { time, chances } = world;
  const { random, after, note } = time;
  const file: StationFile = {
    ...{ stationId: STATION_ID, ocppVersion: "2.0.1", boots: 0 },
    transactions: new Map(),
  };
  const policy = {
    nowMs: time.nowMs,
    heartbeatIntervalS: 300,
    bootStatus: () => "Accepted" as const,
    refusedTokens: {},
    nextTransactionId: () => 0,
  };
  const commandAnswers: CommandAnswer[] = [];
  const asked = new Map<string, string>();
  let current: StationLink | null = null;
  let isUp = true;
  let commands = 0;
  /** Never two in a row, so that no event is given up. */
  let wasRefused = false;
  const mind = createStrictMind(
    {},
    {
      violated: ({ action, problem }) => note(`VIOLATION ${action} ${problem}`),
      sendCall: () => 0,
    },
  );

  const outage = () => {
    const { outages } = chances();
    if (outages === 0) return;
    after((random.fraction() * 2 * 3_600_000) / outages, () => {
      if (chances().outages === 0) return;
      note("CSMS is away");
      isUp = false;
      current?.drop();
      after(random.integer(200, 240_000), () => {
        isUp = true;
        note("CSMS is back");
        outage();
      });
    });
  };
  outage();

  return {
    mind,
    commandAnswers,
    isUp: () => isUp,
    calm() {
      isUp = true;
    },
    opened(link) {
      current = link;
    },
    closed(link) {
      if (current === link) current = null;
    },
    command(action, payload) {
      commands += 1;
      const id = `c-${commands}`;
      asked.set(id, action);
      current?.send(JSON.stringify([2, id, action, payload]));
    },
    received(link, text) {
      const message = JSON.parse(text) as Json[];
      const [type, id, action, payload] = message as [number, string, string, JsonObject];
      if (type !== 2) {
        commandAnswers.push({ id, action: asked.get(id) ?? "", answer: message[2] ?? null });
        return;
      }
      const isFaulty = !wasRefused && action === "TransactionEvent";
      if (isFaulty && random.chance(chances().refusal)) {
        wasRefused = true;
        after(random.integer(1, 100), () =>
          link.send(JSON.stringify([4, id, "InternalError", "", {}])),
        );
        return;
      }
      const call = { stationId: STATION_ID, action, payload };
      const usual = () => answerStation(action, payload, { file, policy });
      const reply = mind.judge(STATION_ID, action, payload) ?? mind.finish(call, usual());
      if (isFaulty && random.chance(chances().silence)) {
        wasRefused = true;
        return;
      }
      wasRefused = false;
      const answer =
        "payload" in reply
          ? [3, id, reply.payload]
          : [4, id, reply.errorCode, reply.errorDescription ?? "", {}];
      after(random.integer(1, 400), () => link.send(JSON.stringify(answer)));
    },
  };
}
