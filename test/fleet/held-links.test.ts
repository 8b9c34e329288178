import { expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../src/base/ids.ts";
import { limits } from "../../src/base/limits.ts";
import type { Board, Holding } from "../../src/fleet/board.ts";
import { createHeldLinks } from "../../src/fleet/held-links.ts";
import { type Link, NO_TRAFFIC } from "../../src/relay/links.ts";
import { aloneFleet } from "../support/alone.ts";
import { until } from "../support/until.ts";

function linkOf(key: string): Link {
  return {
    ...{ id: newLinkId(), stationId: parseStationId(key), key, remoteAddress: "" },
    ...{ authorizationDigest: null, stationHeardAtUs: () => 0, traffic: () => NO_TRAFFIC },
    isAtBoundary: () => true,
    close: () => Promise.resolve(),
  };
}

function world() {
  const said: { how: string; keys: readonly string[] }[] = [];
  let isReady = true;
  let other: Holding | null = null;
  const say = (how: string, mine: readonly Holding[]) => {
    said.push({ how, keys: mine.map(({ key }) => key) });
    return Promise.resolve(mine.map(() => other));
  };
  const board: Board = {
    ...aloneFleet.board,
    isReady: () => isReady,
    claim: (mine) => say("claim", mine),
    keep: (mine) => say("keep", mine),
    release: async (mine) => void (await say("release", mine)),
  };
  const taken: string[] = [];
  const contested: string[] = [];
  const held = createHeldLinks({
    board,
    taken: (mine, from) => taken.push(`${mine.key} from ${from.run}`),
    contested: (mine, from) => contested.push(`${mine.key} with ${from.run}`),
  });
  return {
    ...{ held, said, taken, contested },
    setReady(ready: boolean) {
      isReady = ready;
    },
    setOther(run: string) {
      other = { key: "", run, linkId: "x" };
    },
    total: (how: string) =>
      said.filter((each) => each.how === how).reduce((sum, { keys }) => sum + keys.length, 0),
  };
}

it("a storm of stations is few requests, none larger than its bound", async () => {
  const { held, said, total } = world();
  const count = 3 * limits.holdingsPerRequest + 1;
  for (let index = 0; index < count; index += 1) held.held(linkOf(`S${index}`));
  await until(() => total("claim") === count, "all are claimed");
  expect(said.length).toBe(4);
  expect(Math.max(...said.map(({ keys }) => keys.length))).toBe(limits.holdingsPerRequest);
});

it("what came and went meanwhile is said as it is now", async () => {
  const { held, said, total } = world();
  const [short, lasting] = [linkOf("S"), linkOf("T")];
  held.held(short);
  held.freed(short);
  held.held(lasting);
  const newer = linkOf("T");
  held.held(newer);
  held.freed(lasting);
  await until(() => total("claim") === 1 && total("release") === 1, "both are said");
  expect(said).toEqual([
    { how: "release", keys: ["S"] },
    { how: "claim", keys: ["T"] },
  ]);
  expect(held.of("T")).toBe(newer);
  expect(held.count()).toBe(1);
});

it("others are told of what was claimed from them, or is contested", async () => {
  const { held, taken, contested, setOther } = world();
  setOther("r");
  held.held(linkOf("S"));
  await until(() => taken.length === 1, "it was taken");
  held.sayAll();
  await until(() => contested.length === 1, "it is contested");
  expect([taken, contested]).toEqual([["S from r"], ["S with r"]]);
});

it("nothing is said while the board is away, and all of it when it is back", async () => {
  const { held, said, total, setReady } = world();
  setReady(false);
  const link = linkOf("S");
  held.held(link);
  held.held(linkOf("T"));
  held.freed(link);
  expect(said).toEqual([]);
  setReady(true);
  held.sayAll();
  await until(() => total("keep") === 1, "it is said");
  await held.close();
  expect(said.at(-1)).toEqual({ how: "release", keys: ["T"] });
});

it("every beat prolongs a few, and all of them in time", async () => {
  const { held, total } = world();
  for (let index = 0; index < 480; index += 1) held.held(linkOf(`S${index}`));
  await until(() => total("claim") === 480, "all are claimed");
  held.beat();
  await until(() => total("keep") > 0, "some are prolonged");
  expect(total("keep")).toBe(Math.ceil((480 * limits.boardBeatMs) / limits.holdingKeepMs));
});
