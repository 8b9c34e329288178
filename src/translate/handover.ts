/**
 * One station's state under two names: the translator's own, and that of its shadow. In: a name to
 * open, and the other one. Out: the state, with what the other name had where that is the newer.
 * Promised: one of the two is in force at a time; it changes hands as a whole, in one write;
 * whoever had it can write no more, and its name says that it is elsewhere, whatever is killed
 * when.
 *
 * A transaction that runs meanwhile goes on: its id, its sequence number, its tokens and its
 * waiting messages are in the state.
 */
import { OperationalError, problemOf } from "../base/errors.ts";
import type { StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { numberIn } from "../findings/fields.ts";
import type { OpenState, StateDocument, StateStore } from "../fleet/state-store.ts";
import type { Observe } from "../observe/events.ts";
import { isObject } from "./json.ts";

export type Handover = {
  /** Under which the station's state is where others drive it. */
  readonly other: string;
  /** Whether to look there; `isAway`: the name itself says that its state is there. */
  readonly isWanted: (isAway: boolean) => Promise<boolean>;
  /** Whoever has the other name open ends what it does. Resolves in time, whatever they say. */
  readonly ask: (name: string) => Promise<void>;
};

export type HandoverDeps = { readonly store: StateStore; readonly observe: Observe };

/** Beside the state's own documents. */
const MARK = "bridge/handover";
const KEEPSAKE = "bridge/keepsake";

/** How often the state has changed hands, and whether it has left this name. */
type Mark = { readonly generation: number; readonly isAway: boolean };

/** Rejects as `StateStore.open`; with STATE_TAKEN where the state is elsewhere and stays there. */
export async function openHandedOver(
  {
    name,
    stationId,
    handover,
  }: {
    readonly name: string;
    readonly stationId: StationId;
    readonly handover: Handover;
  },
  deps: HandoverDeps,
): Promise<OpenState> {
  const { store } = deps;
  const { other, isWanted, ask } = handover;
  const own = await store.open(name);
  try {
    const { isAway } = markOf(own.documents);
    if (!(await isWanted(isAway))) {
      if (isAway) throw new OperationalError("STATE_TAKEN", { name });
      return own;
    }
    await ask(other);
    const theirs = await store.open(other);
    try {
      return { ...own, documents: await settled({ own, theirs }, { stationId, other }, deps) };
    } finally {
      await theirs.release();
    }
  } catch (thrown) {
    await own.release();
    throw thrown;
  }
}

type Both = { readonly own: OpenState; readonly theirs: OpenState };

/**
 * First it leaves there, then it is here, then what is left there goes: whoever is killed in
 * between leaves one whole state, and of two the one that changed hands more often counts.
 */
async function settled(
  { own, theirs }: Both,
  { stationId, other }: { readonly stationId: StationId; readonly other: string },
  { observe }: HandoverDeps,
): Promise<readonly StateDocument[]> {
  const [ours, their] = [markOf(own.documents), markOf(theirs.documents)];
  if (!isNewer(theirs.documents, own.documents)) {
    if (ours.isAway) await own.write([markDocument({ ...ours, isAway: false })]);
    const isLeft = ours.generation > their.generation && statesOf(theirs.documents).length > 0;
    if (isLeft) await theirs.write(goneFrom(theirs.documents));
    return own.documents;
  }
  await theirs.write([markDocument({ ...their, isAway: true })]);
  const generation = Math.max(ours.generation, their.generation) + 1;
  const writes = takenOver(own.documents, theirs.documents, { generation, isAway: false });
  try {
    await own.write(writes);
  } catch (thrown) {
    if (!(thrown instanceof OperationalError) || thrown.code !== "STATE_LIMIT") throw thrown;
    observe({ name: "stateNotPromoted", stationId, problem: problemOf(thrown) });
    return own.documents;
  }
  await theirs.write(goneFrom(theirs.documents));
  observe({ name: "statePromoted", stationId, from: other, documents: writes.length });
  return applied(own.documents, writes);
}

/** By how often they changed hands; else by when the station was last heard of. */
function isNewer(one: readonly StateDocument[], than: readonly StateDocument[]): boolean {
  const [mark, other] = [markOf(one), markOf(than)];
  if (statesOf(one).length === 0) return false;
  if (statesOf(than).length === 0) return true;
  if (mark.generation !== other.generation) return mark.generation > other.generation;
  return heardAtMs(one) > heardAtMs(than);
}

function statesOf(documents: readonly StateDocument[]): readonly StateDocument[] {
  return documents.filter(({ key }) => !key.startsWith("bridge/"));
}

function heardAtMs(documents: readonly StateDocument[]): number {
  const times = documents.flatMap(({ key, value }) => {
    const [name] = key.split("/");
    if (name === "connectors") return [numberIn(value, "seenAtMs") ?? 0];
    return name === "transactions" ? [numberIn(value, "openedAtMs") ?? 0] : [];
  });
  return times.reduce((most, each) => Math.max(most, each), 0);
}

/** What the own name has to become; the bridge's own text stays. */
function takenOver(
  own: readonly StateDocument[],
  theirs: readonly StateDocument[],
  mark: Mark,
): readonly StateDocument[] {
  const taken = statesOf(theirs);
  const keys = new Set(taken.map(({ key }) => key));
  const dropped = statesOf(own).filter(({ key }) => !keys.has(key));
  return [...taken, ...dropped.map(({ key }) => ({ key, value: null })), markDocument(mark)];
}

function goneFrom(documents: readonly StateDocument[]): readonly StateDocument[] {
  const { generation } = markOf(documents);
  return [
    ...statesOf(documents).map(({ key }) => ({ key, value: null })),
    markDocument({ generation, isAway: true }),
  ];
}

function markDocument({ generation, isAway }: Mark): StateDocument {
  return { key: MARK, value: { generation, isAway } };
}

function applied(
  documents: readonly StateDocument[],
  writes: readonly StateDocument[],
): readonly StateDocument[] {
  const kept = documents.filter(({ key }) => key === KEEPSAKE);
  return [...kept, ...writes.filter(({ value }) => value !== null)];
}

function markOf(documents: readonly StateDocument[]): Mark {
  const value = documents.find(({ key }) => key === MARK)?.value ?? null;
  if (!isObject(value)) return { generation: 0, isAway: false };
  return { generation: numberIn(value, "generation") ?? 0, isAway: value["isAway"] === true };
}

/** Of the translator's state of a station. */
export function ownNameOf(tenant: string, stationId: StationId): string {
  return `${tenant}/${stationId}`;
}

/** Where it is while its shadow drives it. */
export function shadowNameOf(ownName: string): string {
  return `shadow/${ownName}`;
}

/** Now, or within this time: what happens in one process is seen in another a little later. */
export async function soon(isSo: () => Promise<boolean>, ms: number): Promise<boolean> {
  const lastMs = performance.now() + ms;
  for (;;) {
    if (await isSo()) return true;
    if (performance.now() >= lastMs) return false;
    await new Promise((resolve) => setTimeout(resolve, limits.handoverLookMs));
  }
}

/** What opening a name says whose state another drives. */
export function isElsewhere(thrown: unknown): boolean {
  return thrown instanceof OperationalError && thrown.code === "STATE_TAKEN";
}
