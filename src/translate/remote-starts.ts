/** Starts that the CSMS asked for, until the station's start that answers them. */
import { limits } from "../base/limits.ts";
import { type RemoteStart, withEntry } from "./state.ts";
import { foldedTag } from "./tokens.ts";
import { type Turn, update } from "./turn.ts";

export type Started = {
  readonly idTag: string;
  readonly connectorId: number;
  /** Of a start that is told late: no request came before it. Null for a start of now. */
  readonly atMs: number | null;
};

/** The oldest that fits, which is then used up; null for a start of the station's own. */
export function takeRemoteStart(
  turn: Turn,
  { idTag, connectorId, atMs }: Started,
): RemoteStart | null {
  const pending = Object.entries(turn.state.remoteStarts).sort(
    ([, one], [, other]) => one.askedAtMs - other.askedAtMs,
  );
  const found = pending.find(
    ([, each]) =>
      each.idTag === foldedTag(idTag) &&
      each.expiresAtMs > turn.nowMs &&
      (atMs === null || atMs >= each.askedAtMs) &&
      (each.connectorId === null || each.connectorId === connectorId),
  );
  if (found === undefined) return null;
  dropRemoteStart(turn, found[1].remoteStartId);
  return found[1];
}

export function addRemoteStart(turn: Turn, start: RemoteStart): void {
  const alive = Object.entries(turn.state.remoteStarts)
    .filter(([, { expiresAtMs }]) => expiresAtMs > turn.nowMs)
    .slice(1 - limits.translatedRemoteStartsMax);
  const remoteStarts = withEntry(Object.fromEntries(alive), String(start.remoteStartId), start);
  update(turn, { remoteStarts });
}

export function dropRemoteStart(turn: Turn, remoteStartId: number): void {
  const remoteStarts = withEntry(turn.state.remoteStarts, String(remoteStartId), null);
  update(turn, { remoteStarts });
}
