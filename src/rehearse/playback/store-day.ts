/** A recorded day out of the store. */
import { limits } from "../../base/limits.ts";
import { ocppVersions } from "../../ocpp/versions.ts";
import type { QueryDeps, Reader } from "../../query/reader.ts";
import {
  listStationDays,
  readStationAnswers,
  readStationDay,
  readStationLink,
} from "../../query/station-days.ts";
import { takeTurns } from "../../query/turns.ts";
import type { Range } from "../../query/windows.ts";
import type { MessageRow } from "../../store/rows.ts";
import { tooManyStations } from "./file-day.ts";
import { withLinks } from "./links.ts";
import type { RecordedDay, RecordedLink, RecordedMessage } from "./recorded.ts";

/** Throws `USAGE` where that are more stations than one replay plays. */
export async function openStoreDay(
  { stations: patterns, range }: { readonly stations: readonly string[]; readonly range: Range },
  given: QueryDeps,
): Promise<RecordedDay> {
  const deps = { ...given, reader: inTurns(given.reader) };
  const limit = limits.playbackStationsMax;
  const stations = await listStationDays({ stations: patterns, range, limit }, deps);
  if (stations.length > limit) throw tooManyStations();
  return {
    stations,
    itemsOf(stationId) {
      const linkOf = async (first: RecordedMessage): Promise<RecordedLink> => {
        const { linkId, version } = first;
        const known = await readStationLink({ stationId, linkId }, range, deps);
        return known === null
          ? { linkId, ...nothingKnown, version }
          : { linkId, ...known, version: known.version ?? version };
      };
      return withLinks(messagesOf(readStationDay(stationId, range, deps)), linkOf);
    },
    answersOf: (stationId, action) => readStationAnswers({ stationId, action }, range, deps),
    close: async () => undefined,
  };
}

/** All stations begin at once; the store has others to answer, too. */
function inTurns(reader: Reader): Reader {
  const { playbackReadsAtOnce: atOnce, playbackStationsMax } = limits;
  return takeTurns(reader, { atOnce, waitingMax: READS_OF_STATION * playbackStationsMax })("");
}

/** A page, a link, and what it answered. */
const READS_OF_STATION = 3;

const nothingKnown = {
  ...{ subprotocol: null, target: "", openedAtUs: null, closedAtUs: null, closeCode: null },
};

async function* messagesOf(rows: AsyncIterable<MessageRow>): AsyncGenerator<RecordedMessage> {
  for await (const row of rows) yield recordedMessage(row);
}

function recordedMessage(row: MessageRow): RecordedMessage {
  const { linkId, seq, receivedAtUs, sender, redactions, action, requestSeq, latencyUs } = row;
  const isWhole = row.payloadEncoding === "utf8" && !row.isTruncated;
  return {
    ...{ linkId, seq, atUs: receivedAtUs, sender, redactions, action, requestSeq, latencyUs },
    text: isWhole ? row.payload : null,
    version: ocppVersions.find((each) => each === row.ocppVersion) ?? null,
  };
}
