import fc from "fast-check";
import { expect, it } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import type { Json } from "../../src/exchange/message.ts";
import type { StateStore } from "../../src/fleet/state-store.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import {
  isElsewhere,
  openHandedOver,
  ownNameOf,
  shadowNameOf,
  soon,
} from "../../src/translate/handover.ts";
import { memoryState } from "../support/memory-state.ts";

const stationId = parseStationId("CP-1");
const OWN = ownNameOf("default", stationId);
const SHADOW = shadowNameOf(OWN);
const transaction = (nextSeqNo: number) => ({ txId: "T", nextSeqNo, openedAtMs: 100 });

function world() {
  const store = memoryState();
  const events: TapEvent[] = [];
  const asked: string[] = [];
  const deps = { store, observe: (event: TapEvent) => void events.push(event) };
  const open = (name: string, isWanted = true, by: StateStore = store) =>
    openHandedOver(
      {
        ...{ name, stationId },
        handover: {
          other: name === OWN ? SHADOW : OWN,
          // A shadow takes back only what has left it.
          isWanted: async (isAway) => isWanted && (name === OWN || isAway),
          ask: async (other) => void asked.push(other),
        },
      },
      { ...deps, store: by },
    );
  const write = async (name: string, documents: Readonly<Record<string, Json>>) => {
    const state = await store.open(name);
    await state.write(Object.entries(documents).map(([key, value]) => ({ key, value })));
    return state;
  };
  const states = (name: string) =>
    Object.fromEntries(
      [...(store.stored.get(name) ?? [])].filter(([key]) => !key.startsWith("bridge/")),
    );
  return { store, events, asked, open, write, states };
}

const read = (documents: readonly { readonly key: string; readonly value: Json }[]) =>
  Object.fromEntries(documents.map(({ key, value }) => [key, value]));

it("what the shadow has becomes the translator's, as a whole, and the shadow's no more", async () => {
  const { open, write, states, asked, events } = world();
  await write(OWN, { "tokens/OLD": {}, "bridge/keepsake": "mine" });
  const shadow = await write(SHADOW, {
    ...{ station: { nextInt: 7 }, "transactions/T": transaction(4), "bridge/keepsake": "theirs" },
    "connectors/1": { seenAtMs: 50 },
  });
  const opened = await open(OWN);
  expect(asked).toEqual([SHADOW]);
  expect(read(opened.documents)).toMatchObject({
    ...{ "transactions/T": transaction(4), "bridge/keepsake": "mine" },
  });
  expect(states(OWN)).toEqual({
    ...{ station: { nextInt: 7 }, "transactions/T": transaction(4) },
    "connectors/1": { seenAtMs: 50 },
  });
  expect(states(SHADOW)).toEqual({});
  await expect(shadow.write([{ key: "station", value: {} }]), "fenced").rejects.toMatchObject({
    code: "STATE_TAKEN",
  });
  await opened.write([{ key: "transactions/T", value: transaction(5) }]);
  expect(events).toMatchObject([{ name: "statePromoted", from: SHADOW }]);
});

it("a shadow whose station has left stays out of it, until the station is there again", async () => {
  const { open, write, states } = world();
  await write(SHADOW, { "transactions/T": transaction(4) });
  const own = await open(OWN);
  await own.write([{ key: "transactions/T", value: transaction(9) }]);
  const left = await open(SHADOW, false).catch((thrown: unknown) => thrown);
  expect(isElsewhere(left)).toBe(true);
  const back = await open(SHADOW);
  expect(read(back.documents)).toMatchObject({ "transactions/T": transaction(9) });
  expect([states(OWN), states(SHADOW)]).toEqual([{}, { "transactions/T": transaction(9) }]);
  const again = await open(OWN);
  expect(read(again.documents)).toMatchObject({ "transactions/T": transaction(9) });
});

it("an own state that is newer stays", async () => {
  const { open, write, states, events } = world();
  await write(OWN, { "connectors/1": { seenAtMs: 900 } });
  await write(SHADOW, { "connectors/1": { seenAtMs: 100 } });
  const opened = await open(OWN);
  expect(read(opened.documents)).toEqual({ "connectors/1": { seenAtMs: 900 } });
  expect(states(SHADOW)).toEqual({ "connectors/1": { seenAtMs: 100 } });
  expect(events).toEqual([]);
});

it("without a state of the shadow, or where nobody wants it, the own one is opened", async () => {
  const { open, write } = world();
  await write(OWN, { station: { nextInt: 2 } });
  expect(read((await open(OWN)).documents)).toEqual({ station: { nextInt: 2 } });
  await write(SHADOW, { "connectors/1": { seenAtMs: 100 } });
  expect(read((await open(OWN, false)).documents)).toEqual({ station: { nextInt: 2 } });
});

it("a state that is too large to change hands is told, and the station goes on without", async () => {
  const { store, open, write, events } = world();
  await write(SHADOW, { "connectors/1": { seenAtMs: 100 } });
  const narrow: StateStore = {
    ...store,
    async open(name) {
      const opened = await store.open(name);
      const refuse = async () => {
        const { OperationalError } = await import("../../src/base/errors.ts");
        throw new OperationalError("STATE_LIMIT", { name, problem: "too large" });
      };
      return name === OWN ? { ...opened, write: refuse } : opened;
    },
  };
  expect((await open(OWN, true, narrow)).documents).toEqual([]);
  expect(events).toMatchObject([{ name: "stateNotPromoted", stationId }]);
});

it("killed at any write, nothing is lost, and only one of the two has it in the end", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ name: fc.constantFrom(OWN, SHADOW), writes: fc.nat(2) }), {
        maxLength: 8,
      }),
      async (crashes) => {
        const { store, open, write } = world();
        await write(SHADOW, { "transactions/T": transaction(0) });
        let seqNo = 0;
        for (const { name, writes } of crashes) {
          let left = writes;
          const mortal: StateStore = {
            ...store,
            async open(each) {
              const opened = await store.open(each);
              return {
                ...opened,
                async write(documents) {
                  if (left === 0) throw new Error("killed");
                  left -= 1;
                  await opened.write(documents);
                },
              };
            },
          };
          const opened = await open(name, true, mortal).catch(() => null);
          const known = opened === null ? null : read(opened.documents)["transactions/T"];
          if (opened === null || known === undefined) continue;
          expect(known, "never an older one").toEqual(transaction(seqNo));
          const next = transaction(seqNo + 1);
          const isSaid = await opened.write([{ key: "transactions/T", value: next }]).then(
            () => true,
            () => false,
          );
          if (isSaid) seqNo += 1;
        }
        const last = await open(OWN);
        expect(read(last.documents)["transactions/T"]).toEqual(transaction(seqNo));
        const away = store.stored.get(SHADOW)?.get("transactions/T");
        expect(away, "the shadow has none").toBeUndefined();
      },
    ),
    { numRuns: 300 },
  );
});

it("looks until it is so, and no longer than it may", async () => {
  let looks = 0;
  expect(await soon(async () => ++looks === 3, 5_000)).toBe(true);
  expect(await soon(async () => false, 1)).toBe(false);
});
