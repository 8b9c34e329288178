/** What every state store promises (`src/fleet/state-store.ts`), as tests. */
import { describe, expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import type { Json } from "../../src/exchange/message.ts";
import { until } from "../support/until.ts";
import { mapOf, type Place, startWriter, storeAt } from "./state-worlds.ts";

const KiB = 1024;

/** Keys and names that a station or a CSMS may choose. */
const hostileTexts = [
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "", " ", "a b", "token", "seq"],
  ...["../../etc/passwd", "'; DROP TABLE documents; --", "*", "?", "{a}", "[", "\\", '"', "a:b"],
  ...["\u0000", "a\u0000b", "\ud800", "\udfff", "\ufffd", "\n\r\t", "äöü", "e\u0301", "é", "🔌"],
  ...["tokens/__proto__", "x".repeat(900)],
];

const values: readonly Json[] = [
  ...[false, true, 0, -1.5, 1e300, "", "null", [], {}, [null], { a: null }],
  ...["\ud800\u0000\u2028", [[[[[[1]]]]]], JSON.parse('{"__proto__":{"a":1},"constructor":2}')],
];

export function stateStoreContract(placeOf: () => Promise<Place>): void {
  describe("documents", () => {
    it("are there when the name is opened again, by this process or another store", async () => {
      const place = await placeOf();
      const store = await storeAt(place);
      const state = await store.open("default/S1");
      expect(state.documents).toEqual([]);
      await state.write([
        { key: "station", value: { nextInt: 7 } },
        { key: "tokens/A", value: "a" },
      ]);
      await state.write([{ key: "station", value: { nextInt: 8 } }]);
      const expected = new Map<string, Json>([
        ["station", { nextInt: 8 }],
        ["tokens/A", "a"],
      ]);
      expect(mapOf(await store.open("default/S1"))).toEqual(expected);
      expect(mapOf(await (await storeAt(place)).open("default/S1"))).toEqual(expected);
    });

    it("go with a null, whether or not there were any", async () => {
      const store = await storeAt(await placeOf());
      const state = await store.open("S");
      await state.write([
        { key: "a", value: 1 },
        { key: "b", value: 2 },
      ]);
      await state.write([
        { key: "a", value: null },
        { key: "never", value: null },
      ]);
      expect(mapOf(await store.open("S"))).toEqual(new Map([["b", 2]]));
    });

    it("are the last of their key within a write, and as they were when it was called", async () => {
      const store = await storeAt(await placeOf());
      const state = await store.open("S");
      const changing = { at: 1 };
      const written = state.write([
        { key: "a", value: "first" },
        { key: "b", value: 1 },
        { key: "a", value: "second" },
        { key: "b", value: null },
        { key: "changing", value: changing },
      ]);
      changing.at = 2;
      await written;
      const expected = new Map<string, Json>([
        ["a", "second"],
        ["changing", { at: 1 }],
      ]);
      expect(mapOf(await store.open("S"))).toEqual(expected);
    });

    it("keep every key and value exactly", async () => {
      const store = await storeAt(await placeOf());
      const state = await store.open("S");
      const keyed = hostileTexts.map((key, index) => ({ key, value: index }));
      await state.write(keyed);
      await state.write(values.map((value, index) => ({ key: `value/${index}`, value })));
      const found = mapOf(await store.open("S"));
      expect(found.size).toBe(keyed.length + values.length);
      for (const { key, value } of keyed) expect(found.get(key), JSON.stringify(key)).toBe(value);
      for (const [index, value] of values.entries()) {
        expect(JSON.stringify(found.get(`value/${index}`))).toBe(JSON.stringify(value));
      }
      expect(({} as { a?: unknown }).a, "no prototype was changed").toBeUndefined();
    });

    it("of one name are not those of another, whatever the names", async () => {
      const store = await storeAt(await placeOf());
      for (const name of hostileTexts) {
        await (await store.open(name)).write([{ key: "name", value: name }]);
      }
      for (const name of hostileTexts) {
        expect(mapOf(await store.open(name)), name).toEqual(new Map([["name", name]]));
      }
    });
  });

  describe("writes", () => {
    it("are stored in the order of their calls, without waiting in between", async () => {
      const store = await storeAt(await placeOf());
      const state = await store.open("S");
      const settled: number[] = [];
      const numbers = Array.from({ length: 500 }, (_, index) => index);
      await Promise.all(
        numbers.map(async (number) => {
          await state.write([
            { key: "last", value: number },
            { key: `n/${number % 10}`, value: number % 20 < 10 ? number : null },
          ]);
          settled.push(number);
        }),
      );
      expect(settled).toEqual(numbers);
      const found = mapOf(await store.open("S"));
      expect(found.get("last")).toBe(499);
      expect(found.size, "the last ten are deletions").toBe(1);
    });

    it("of nothing resolve, in their turn", async () => {
      const state = await (await storeAt(await placeOf())).open("S");
      const order: string[] = [];
      await Promise.all([
        state.write([{ key: "a", value: 1 }]).then(() => order.push("first")),
        state.write([]).then(() => order.push("second")),
      ]);
      expect(order).toEqual(["first", "second"]);
    });

    it("to ten thousand names at once are all there", async () => {
      const place = await placeOf();
      const store = await storeAt(place);
      const names = Array.from({ length: 10_000 }, (_, index) => `default/S${index}`);
      const states = await Promise.all(names.map((name) => store.open(name)));
      await Promise.all(
        states.map((state, index) => state.write([{ key: "station", value: { index } }])),
      );
      await store.close();
      const again = await storeAt(place);
      const found = await Promise.all(names.map((name) => again.open(name)));
      found.forEach((state, index) => {
        expect(state.documents).toEqual([{ key: "station", value: { index } }]);
      });
    }, 60_000);
  });

  describe("whoever opens a name", () => {
    it("fences off whoever had it, for ever; nothing of his late write is stored", async () => {
      const place = await placeOf();
      const [one, other] = [await storeAt(place), await storeAt(place)];
      const before = await one.open("S");
      await before.write([{ key: "a", value: "before" }]);
      const after = await other.open("S");
      expect(mapOf(after)).toEqual(new Map([["a", "before"]]));
      const late = [
        { key: "a", value: "late" },
        { key: "b", value: "late" },
      ];
      await expect(before.write(late)).rejects.toMatchObject({ code: "STATE_TAKEN" });
      await after.write([{ key: "c", value: "after" }]);
      await expect(before.write(late)).rejects.toMatchObject({ code: "STATE_TAKEN" });
      const expected = new Map([
        ["a", "before"],
        ["c", "after"],
      ]);
      expect(mapOf(await one.open("S"))).toEqual(expected);
      expect(one.health().isWell, "a name that moved on is no fault of the store").toBe(true);
    });

    it("in the same process fences as well, and other names go on", async () => {
      const store = await storeAt(await placeOf());
      const [first, neighbour] = [await store.open("S"), await store.open("T")];
      const second = await store.open("S");
      await expect(first.write([{ key: "a", value: 1 }])).rejects.toMatchObject({
        code: "STATE_TAKEN",
      });
      await neighbour.write([{ key: "a", value: 2 }]);
      await second.write([{ key: "a", value: 3 }]);
      expect(mapOf(await store.open("S"))).toEqual(new Map([["a", 3]]));
    });

    it("stops a process that is writing, and finds all that it was told is stored", async () => {
      const place = await placeOf();
      const writer = startWriter(place, "S");
      await until(() => writer.stored() > 20, "the other process writes");
      const known = writer.stored();
      const state = await (await storeAt(place)).open("S");
      const found = mapOf(state);
      expect(Number(found.get("one"))).toBeGreaterThanOrEqual(known);
      expect(found.get("two")).toBe(found.get("one"));
      await until(() => writer.rejected() !== null, "the other process is rejected");
      expect(writer.rejected()).toBe("STATE_TAKEN");
      expect(writer.stored(), "it was told of nothing that is not there").toBeLessThanOrEqual(
        Number(found.get("one")),
      );
      await state.write([{ key: "mine", value: true }]);
    });
  });

  it("a process killed at any moment leaves what it was told is stored, and nothing half", async () => {
    const place = await placeOf();
    let before = 0;
    for (let round = 1; round <= 6; round += 1) {
      const writer = startWriter(place, "S");
      const target = before + 1 + Math.floor(Math.random() * 300);
      await until(() => writer.stored() >= target, "the process writes", 30_000, 1);
      await writer.kill();
      const store = await storeAt(place);
      const found = mapOf(await store.open("S"));
      const last = Number(found.get("one"));
      expect(last).toBeGreaterThanOrEqual(writer.stored());
      expect(found.get("two")).toBe(last);
      for (let number = Math.max(1, last - 24); number <= last; number += 1) {
        expect(found.get(`made/${number % 50}`), `${number} of ${last}`).toBe(number);
      }
      expect(found.size).toBe(2 + Math.min(25, last));
      before = last;
      await store.close();
    }
  }, 60_000);

  describe("limits", () => {
    const mebibyte = "x".repeat(1024 * KiB - 2);

    it("a document, a key, a name or a nesting beyond them are refused with a sentence", async () => {
      const store = await storeAt(await placeOf());
      const state = await store.open("S");
      await state.write([{ key: "large", value: mebibyte }]);
      let nested: Json = [];
      for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
      for (const write of [
        { key: "larger", value: `${mebibyte}x` },
        { key: "x".repeat(limits.stateKeyBytesMax), value: 1 },
        { key: "nested", value: nested },
      ]) {
        const writes = [{ key: "with it", value: 1 }, write];
        await expect(state.write(writes)).rejects.toMatchObject({ code: "STATE_LIMIT" });
      }
      const many = Array.from({ length: 17 }, (_, index) => ({ key: `${index}`, value: mebibyte }));
      await expect(state.write(many)).rejects.toMatchObject({ code: "STATE_LIMIT" });
      await expect(store.open("x".repeat(2000))).rejects.toMatchObject({ code: "STATE_LIMIT" });
      expect(mapOf(await store.open("S"))).toEqual(new Map([["large", mebibyte]]));
    });

    it("of all bytes of a name refuse the one write that passes them", async () => {
      const store = await storeAt(await placeOf());
      const state = await store.open("S");
      const count = limits.stateNameBytesTotalMax / limits.stateDocumentBytesMax;
      for (let index = 0; index < count - 1; index += 1) {
        await state.write([{ key: `${index}`, value: mebibyte }]);
      }
      const refused = state.write([
        { key: "a", value: mebibyte },
        { key: "small", value: 1 },
      ]);
      await expect(refused).rejects.toMatchObject({ code: "STATE_LIMIT" });
      await expect(refused).rejects.toThrow(/bytes in all/);
      await state.write([{ key: "small", value: 2 }]);
      await state.write([
        { key: "0", value: null },
        { key: "b", value: mebibyte },
      ]);
      const found = mapOf(await store.open("S"));
      expect(found.size).toBe(count);
      expect(found.has("a")).toBe(false);
      expect(found.get("small")).toBe(2);
    }, 60_000);

    it("of the documents of a name refuse the one write that passes them", async () => {
      const state = await (await storeAt(await placeOf())).open("S");
      const part = limits.stateDocumentsMax / 10;
      for (let from = 0; from < limits.stateDocumentsMax; from += part) {
        await state.write(
          Array.from({ length: part }, (_, index) => ({ key: `${from + index}`, value: 1 })),
        );
      }
      await expect(state.write([{ key: "more", value: 1 }])).rejects.toThrow(/documents/);
      await state.write([
        { key: "0", value: null },
        { key: "more", value: 1 },
      ]);
    }, 60_000);

    it("of waiting writes refuse what is more, and lose nothing that was taken", async () => {
      const store = await storeAt(await placeOf());
      const state = await store.open("S");
      const calls = Array.from({ length: limits.statePendingMax + 3 }, (_, index) =>
        state.write([{ key: "last", value: index }]),
      );
      const results = await Promise.allSettled(calls);
      const refused = results.flatMap((result) =>
        result.status === "rejected" ? [result.reason.code] : [],
      );
      expect(refused).toEqual(["STATE_BUSY", "STATE_BUSY", "STATE_BUSY"]);
      expect(mapOf(await store.open("S")).get("last")).toBe(limits.statePendingMax - 1);
    });
  });

  describe("the end", () => {
    it("of a state waits for its writes; later ones are rejected", async () => {
      const store = await storeAt(await placeOf());
      const state = await store.open("S");
      let isStored = false;
      const written = state.write([{ key: "a", value: 1 }]).then(() => {
        isStored = true;
      });
      await state.release();
      expect(isStored).toBe(true);
      await written;
      await expect(state.write([{ key: "a", value: 2 }])).rejects.toMatchObject({
        code: "STATE_CLOSED",
      });
      await state.release();
      expect(mapOf(await store.open("S"))).toEqual(new Map([["a", 1]]));
    });

    it("of the store waits for all writes; nothing is opened or written afterwards", async () => {
      const place = await placeOf();
      const store = await storeAt(place);
      const states = await Promise.all(["S", "T", "U"].map((name) => store.open(name)));
      const written = states.map((state) => state.write([{ key: "a", value: 1 }]));
      await store.close();
      await Promise.all(written);
      await expect(store.open("S")).rejects.toMatchObject({ code: "STATE_CLOSED" });
      await expect(states[0]?.write([])).rejects.toMatchObject({ code: "STATE_CLOSED" });
      await store.close();
      expect(mapOf(await (await storeAt(place)).open("U"))).toEqual(new Map([["a", 1]]));
    });
  });
}
