import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { findStoreFaults, versionFaults } from "../../src/store/check.ts";
import { openStore, type Store } from "../../src/store/client.ts";
import { layoutOf } from "../../src/store/layout.ts";
import { readServer } from "../../src/store/server.ts";
import { startTestStore, type TestStore } from "../support/store.ts";

const layout = layoutOf({ database: "ocpptap" });

let store: TestStore;
beforeAll(async () => {
  store = await startTestStore();
});
afterAll(() => store.close());

const sentences = async (as: Store) => {
  const server = await readServer(as);
  return (await findStoreFaults(as, server, layout)).map(({ message, remedy }) => [
    message,
    remedy,
  ]);
};

describe("the check of a store", () => {
  it("finds nothing wrong with what we made", async () => {
    expect(await sentences(store.recorder)).toEqual([]);
  });

  it("finds a table that would store a batch twice", async () => {
    const setting = "non_replicated_deduplication_window";
    await store.recorder.command(`ALTER TABLE links RESET SETTING ${setting}`);
    onTestFinished(() =>
      store.recorder.command(`ALTER TABLE links MODIFY SETTING ${setting} = 10000`),
    );
    expect(await sentences(store.recorder)).toEqual([
      [
        `The store at ${store.recorder.url()} cannot be used: its table links does not recognise a batch that is sent again.`,
        `Run: ALTER TABLE links MODIFY SETTING ${setting} = 10000`,
      ],
    ]);
  });

  it("finds a user that may not write", async () => {
    // As the recorder would be, with the reader's account.
    const writer = openStore(store.engine.reader, { observe: () => undefined });
    onTestFinished(() => writer.close());
    const faults = await sentences(writer);
    expect(faults).toHaveLength(4);
    expect(faults[0]?.[0]).toContain("INSERT");
    expect(faults[0]?.[1]).toContain("Grant what it names");
  });

  it("finds a server that is too old", () => {
    const faultsOf = (version: string) =>
      versionFaults({ version, features: new Set() }, "http://h:8123").map(
        ({ message }) => message,
      );
    expect(faultsOf("25.8.3.1")).toEqual([
      "The store at http://h:8123 cannot be used: it is ClickHouse 25.8.3.1, and 25.10 is the least.",
    ]);
    expect(faultsOf("26.1.1.1")).toEqual([]);
  });
});
