/**
 * What passed and what the record says of it, message by message. In: what both peers of the relay
 * got, which is the truth, and the store. Out: numbers that must agree.
 */
import { OperationalError } from "../../src/base/errors.ts";
import type { Store } from "../../src/store/client.ts";
import type { PlainCsms } from "./peers.ts";
import { idOf, type Traffic } from "./traffic.ts";

export type Account = {
  /** Messages that arrived at their peer. */
  readonly relayed: number;
  /** Messages in the record. */
  readonly recorded: number;
  /** Messages that gaps of the record count. */
  readonly gapped: number;
  /** Relayed, neither in the record nor counted by a gap: what a killed relay took with it. */
  readonly unknown: number;
  /** In the record, though its peer never got it: the link ended between the two. */
  readonly undelivered: number;
  /** Counted by a gap, though its peer never got it: the same. */
  readonly gappedUndelivered: number;
  /** Messages that arrived or were recorded more than once, or that nobody sent. */
  readonly wrong: readonly string[];
  /** Links of the stations, and those of which the record knows no end. */
  readonly links: { readonly all: number; readonly open: number };
};

export type AccountOf = {
  readonly csms: Pick<PlainCsms, "received">;
  readonly traffic: Pick<Traffic, "calls" | "answers">;
  /** What the names of its stations begin with. */
  readonly prefix: string;
};

type RecordedRow = {
  readonly sender: string;
  readonly message_id: string;
  readonly link: string;
  readonly seq: string;
};

/** Null while the store cannot be read. */
export async function readAccount(store: Store, of: AccountOf): Promise<Account | null> {
  try {
    return await accountOf(store, of);
  } catch (thrown) {
    if (thrown instanceof OperationalError) return null;
    throw thrown;
  }
}

async function accountOf(store: Store, { csms, traffic, prefix }: AccountOf): Promise<Account> {
  const params = { prefix: `${prefix}-` };
  const rows = await store.query<RecordedRow>(
    `SELECT sender, message_id, toString(link_id) AS link, seq FROM messages
WHERE startsWith(station_id, {prefix:String})`,
    params,
  );
  const [gaps] = await store.query<{ messages: string }>(
    "SELECT sum(messages) AS messages FROM gaps WHERE startsWith(station_id, {prefix:String})",
    params,
  );
  const [links] = await store.query<{ all: string; open: string }>(
    `SELECT count() AS all, countIf(state = 'open') AS open FROM links FINAL
WHERE startsWith(station_id, {prefix:String})`,
    params,
  );

  const wrong: string[] = [];
  const once = (seen: Set<string>, key: string, what: string) => {
    if (seen.has(key)) wrong.push(`${what} twice: ${key}`);
    seen.add(key);
  };
  const relayed = new Set<string>();
  for (const [path, texts] of csms.received) {
    if (!path.includes(`/${prefix}-`)) continue;
    for (const text of texts) once(relayed, `station ${idOf(text)}`, "arrived");
  }
  for (const id of traffic.answers) relayed.add(`csms ${id}`);
  const recorded = new Set<string>();
  const places = new Set<string>();
  for (const { sender, message_id: id, link, seq } of rows) {
    once(recorded, `${sender} ${id}`, "recorded");
    once(places, `${link} ${seq}`, "recorded");
    if (!traffic.calls.has(id)) wrong.push(`nobody sent ${sender} ${id}`);
  }
  const missing = [...relayed].filter((key) => !recorded.has(key)).length;
  const gapped = Number(gaps?.messages ?? 0);
  return {
    ...{ relayed: relayed.size, recorded: recorded.size, gapped, wrong },
    unknown: Math.max(0, missing - gapped),
    undelivered: [...recorded].filter((key) => !relayed.has(key)).length,
    gappedUndelivered: Math.max(0, gapped - missing),
    links: { all: Number(links?.all ?? 0), open: Number(links?.open ?? 0) },
  };
}
