import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { OperationalError } from "../../src/base/errors.ts";
import { configSchema } from "../../src/config/schema.ts";
import { type CommandDesk, createCommandDesk } from "../../src/fleet/command-desk.ts";
import { serveCommands } from "../../src/fleet/command-service.ts";
import { createEmbeddedBoard } from "../../src/fleet/embedded-board.ts";
import { createFleetPresence } from "../../src/fleet/presence.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { encodeFrame } from "../support/frames.ts";
import {
  dialRaw,
  type RawPeer,
  requestHead,
  SWITCHING,
  startRawCsms,
} from "../support/raw-peers.ts";
import { relayFor, type TestRelay } from "../support/relay.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";
import { joined } from "./board-contract.ts";

type World = {
  readonly desk: CommandDesk;
  readonly relay: TestRelay;
  readonly events: readonly TapEvent[];
  /** A station of this id, as soon as the board knows it. */
  readonly station: (id?: string) => Promise<RawPeer>;
};

const HOW = { by: "operator anna", isForced: false };
const HEARTBEAT = { action: "TriggerMessage", payload: { requestedMessage: "Heartbeat" } };

/** A relay and a console that share nothing but a board. */
async function worldWith(
  commands: object | null,
  { subprotocol = "ocpp1.6", extensions = "" } = {},
): Promise<World> {
  const dir = await tempDir();
  const events: TapEvent[] = [];
  const observe = (event: TapEvent) => void events.push(event);
  const place = { socket: join(dir, "board.sock"), dir, observe };
  const board = await joined((member) => createEmbeddedBoard(member, place), "relay");
  const own = await joined((member) => createEmbeddedBoard(member, place), "console");
  const answer = SWITCHING.replace(
    "\r\n\r\n",
    `\r\nSec-WebSocket-Protocol: ${subprotocol}${extensions}\r\n\r\n`,
  );
  const csms = await startRawCsms(() => answer);
  const config = {
    routes: [
      { match: "/other/{station}", upstream: csms.url },
      { match: "/ocpp/{station}", upstream: csms.url, ...(commands !== null && { commands }) },
    ],
  };
  const presence = createFleetPresence({ board, clock: systemClock, observe, ghostSilenceMs: 0 });
  const relay = await relayFor(config, {
    elsewhere: presence,
    interceptsOf: (route) => (route.commands === null ? null : { hasCalls: true, chain: [] }),
  });
  presence.answerWith(relay.presence);
  onTestFinished(serveCommands(relay, { board, clock: systemClock, observe }));
  const parsed = configSchema.parse(config);
  const desk = createCommandDesk(() => parsed, own);
  onTestFinished(desk.close);
  return {
    ...{ desk, relay, events },
    async station(id = "CP-1") {
      const station = await dialRaw(relay.port);
      station.send(requestHead(`/ocpp/${id}`));
      await station.sees("\r\n\r\n");
      const key = `/ocpp/{station}\n${id}`;
      await until(async () => (await own.holderOf(key)) !== null, "the board knows it");
      return station;
    },
  };
}

const ofStation = (text: string) => encodeFrame(text, { mask: [1, 2, 3, 4] });
const idIn = (station: RawPeer) => /.*\[2,"([^"]+)"/s.exec(station.text())?.[1] ?? "";

/** Code and text of what is thrown. */
async function refusalOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof OperationalError) return `${thrown.code}: ${thrown.message}`;
    throw thrown;
  }
  throw new Error("it was not refused");
}

describe("a call of an operator", () => {
  it("goes to the station, wherever its link is, and the answer comes back", async () => {
    const { desk, station, relay, events } = await worldWith({ actions: "*" });
    const peer = await station();
    const called = desk.call("CP-1", HEARTBEAT, HOW);
    await peer.sees('"TriggerMessage",{"requestedMessage":"Heartbeat"}]');
    peer.send(ofStation(`[3,"${idIn(peer)}",{"status":"Accepted"}]`));
    expect(await called).toMatchObject({
      ...{ kind: "answered", messageId: idIn(peer), seq: 1, answerSeq: 2, version: "1.6" },
      ...{ text: `[3,"${idIn(peer)}",{"status":"Accepted"}]`, isCut: false },
    });
    const notes = relay.spool.of("note").map(({ body }) => body);
    expect(notes[0]).toEqual({ note: "aside", seq: 1, by: "operator anna", did: "sent" });
    const told = events.filter(({ name }) => name === "stationCalled");
    expect(told).toMatchObject([{ action: "TriggerMessage", outcome: "answered" }]);
  });

  it("is refused where no route permits it, or not this action", async () => {
    const closed = await worldWith(null);
    await closed.desk.call("CP-1", HEARTBEAT, HOW).catch((thrown) => {
      expect(String(thrown)).toContain("no route has `commands`");
    });
    const { desk, station } = await worldWith({ actions: "GetConfiguration" });
    const peer = await station();
    expect(await refusalOf(desk.call("CP-1", HEARTBEAT, HOW))).toContain(
      "does not permit TriggerMessage, only GetConfiguration",
    );
    expect(peer.text()).not.toContain("TriggerMessage");
  });

  it("is refused where the station is not connected", async () => {
    const { desk } = await worldWith({ actions: "*" });
    expect(await refusalOf(desk.call("CP-9", HEARTBEAT, HOW))).toContain("is not connected");
  });

  it("is held against the schema of the station's version, unless somebody insists", async () => {
    const { desk, station } = await worldWith({ actions: "*" });
    const peer = await station();
    const wrong = { action: "TriggerMessage", payload: { requestedMessage: "Nonsense" } };
    const said = await refusalOf(desk.call("CP-1", wrong, HOW));
    expect(said).toContain("CALL_NOT_SENT");
    expect(said).toContain("requestedMessage");
    expect(said).not.toContain("Nonsense");
    const newer = { action: "GetLog", payload: {} };
    expect(await refusalOf(desk.call("CP-1", { ...newer, action: "GetVariables" }, HOW))).toContain(
      "GetVariables is no call of a CSMS in OCPP 1.6",
    );
    const forced = desk.call("CP-1", wrong, { ...HOW, isForced: true });
    await peer.sees("Nonsense");
    peer.send(ofStation(`[4,"${idIn(peer)}","PropertyConstraintViolation","",{}]`));
    expect((await forced).text).toContain("PropertyConstraintViolation");
  });

  it("that nobody answers says so, in time", async () => {
    const { desk, station } = await worldWith({ actions: "*", timeoutMs: 200 });
    await station();
    expect(await refusalOf(desk.call("CP-1", HEARTBEAT, HOW))).toContain("CALL_UNANSWERED");
  });

  it("is limited for each station", async () => {
    const { desk, station } = await worldWith({ actions: "*", perMinute: 1, timeoutMs: 100 });
    await station();
    await station("CP-2");
    expect(await refusalOf(desk.call("CP-1", HEARTBEAT, HOW))).toContain("CALL_UNANSWERED");
    expect(await refusalOf(desk.call("CP-1", HEARTBEAT, HOW))).toContain("CALLS_LIMITED");
    expect(await refusalOf(desk.call("CP-2", HEARTBEAT, HOW))).toContain("CALL_UNANSWERED");
  });

  it("is refused with a sentence where the station compresses with context takeover", async () => {
    const { desk, station } = await worldWith(
      { actions: "*" },
      { extensions: "\r\nSec-WebSocket-Extensions: permessage-deflate" },
    );
    await station();
    expect(await refusalOf(desk.call("CP-1", HEARTBEAT, HOW))).toContain(
      "client_no_context_takeover",
    );
  });
});
