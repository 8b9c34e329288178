/**
 * A CSMS that sends without end what nobody asked for: its calls are answered, and all of it is
 * recorded, so each station takes only so much. In: rows of what was said. Out: of each station a
 * signal that it is to be left.
 */
import { limits } from "../../base/limits.ts";
import type { MessageRow } from "../../store/rows.ts";
import type { Account } from "./account.ts";

export type Floods = {
  readonly heard: (row: MessageRow) => void;
  readonly of: (stationId: string) => AbortSignal;
};

type Heard = { count: number; readonly leaving: AbortController };

export function createFloods(account: Account): Floods {
  const stations = new Map<string, Heard>();
  const heardOf = (stationId: string) => {
    const known = stations.get(stationId) ?? { count: 0, leaving: new AbortController() };
    stations.set(stationId, known);
    return known;
  };
  return {
    of: (stationId) => heardOf(stationId).leaving.signal,
    heard({ stationId, sender, messageType, requestSeq }) {
      const isAnswer = messageType !== "call" && requestSeq !== null;
      if (sender !== "csms" || isAnswer) return;
      const heard = heardOf(stationId);
      heard.count += 1;
      if (heard.count !== limits.playbackUnaskedMax + 1) return;
      const problem = `the CSMS sent over ${limits.playbackUnaskedMax} messages that nobody asked for`;
      account.noteProblem(stationId, `${problem}, and was left`);
      // Not within the message that was one too many.
      setImmediate(() => heard.leaving.abort());
    },
  };
}
