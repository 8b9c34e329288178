import { expect, it } from "vitest";
import type { LinkId, StationId } from "../../src/base/ids.ts";
import { commandsSchema } from "../../src/config/commands.ts";
import { inboxOf } from "../../src/fleet/board.ts";
import { type CommandMessage, parseCommandMessage } from "../../src/fleet/command-messages.ts";
import { serveCommands } from "../../src/fleet/command-service.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import type { AskedCall } from "../../src/relay/intercept.ts";
import { type Link, NO_TRAFFIC } from "../../src/relay/links.ts";
import { aloneFleet } from "../support/alone.ts";

const call = {
  ...{ kind: "call-send", id: "1", from: "console", key: "k", linkId: "l", by: "operator anna" },
  ...{ action: "Reset", payload: "{}", timeoutMs: 1_000 },
} as const;

/** A relay with one link, and what a console hears of it. */
function served(link: Partial<Link> | null) {
  const asked: AskedCall[] = [];
  const told: CommandMessage[] = [];
  const events: TapEvent[] = [];
  const listeners: ((text: string) => void)[] = [];
  const { board } = aloneFleet;
  const own: Link = {
    ...{ id: "l" as LinkId, stationId: "CP-1" as StationId, key: "k", remoteAddress: "" },
    ...{ authorizationDigest: null, stationHeardAtUs: () => 1, traffic: () => NO_TRAFFIC },
    ...{ isAtBoundary: () => true, close: () => Promise.resolve() },
    calls: {
      ask(call, done) {
        asked.push(call);
        done({ kind: "refused", problem: "the link has ended" });
      },
    },
    ...link,
  };
  serveCommands(
    { linkOf: (key) => (link === null || key !== "k" ? null : own) },
    {
      board: {
        ...board,
        listen(channel, listener) {
          if (channel === inboxOf(board.me.run)) listeners.push(listener);
          return () => undefined;
        },
        publish(channel, text) {
          const message = parseCommandMessage(text);
          if (channel === inboxOf("console") && message !== null) told.push(message);
          return Promise.resolve(true);
        },
      },
      clock: { nowUs: () => 0 },
      observe: (event) => void events.push(event),
    },
  );
  const hear = (message: object) => {
    for (const listener of listeners) listener(JSON.stringify(message));
    return told.at(-1);
  };
  return { hear, asked, events };
}

const commands = commandsSchema.parse({ actions: "Reset", perMinute: 1 });

it("permits nothing that the route does not, whatever a console asks", () => {
  const { hear, asked } = served({ commands });
  const refused = { outcome: { kind: "refused" } };
  expect(hear({ ...call, action: "ClearCache" })).toMatchObject(refused);
  expect(served({ commands: null }).hear(call)).toMatchObject(refused);
  expect(hear({ ...call, linkId: "another" })).toMatchObject(refused);
  expect(served(null).hear(call)).toMatchObject(refused);
  expect(asked).toEqual([]);
});

it("calls as often as the route says, and tells each", () => {
  const { hear, asked, events } = served({ commands });
  expect(hear(call)).toMatchObject({ outcome: { kind: "refused" } });
  expect(asked).toHaveLength(1);
  expect(events).toMatchObject([{ name: "stationCalled", by: "operator anna", action: "Reset" }]);
  expect(hear(call)).toMatchObject({ outcome: { kind: "limited", seconds: 60 } });
});

it("says beforehand what it would say, and nothing of links that it has not", () => {
  const { hear } = served({ commands, subprotocol: "ocpp1.6" });
  const look = { kind: "call-look", id: "1", from: "console", key: "k", action: "Reset" };
  const found = { kind: "call-found", subprotocol: "ocpp1.6", problem: null, timeoutMs: 30_000 };
  expect(hear(look)).toMatchObject(found);
  expect(hear({ ...look, action: "ClearCache" })).toMatchObject({
    problem: expect.stringContaining("only Reset"),
  });
  expect(served(null).hear(look)).toBeUndefined();
});
