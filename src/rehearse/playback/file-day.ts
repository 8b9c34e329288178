/**
 * A recorded day out of a trace: JSON lines, as `export --format trace` and `--format jsonl` write
 * them. Lines are first sorted by station into files of a temporary directory, so that each station
 * can be read at its own pace. What does not tell its station, time or sender is counted.
 */
import { createReadStream } from "node:fs";
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OperationalError, problemOf } from "../../base/errors.ts";
import { isStationsOwn, parseStationId, type StationId } from "../../base/ids.ts";
import { limits } from "../../base/limits.ts";
import { linesOf } from "../../check/lines.ts";
import type { TraceRecord } from "../../check/trace-fields.ts";
import { createTraceReader, type TraceReader } from "../../check/trace-reader.ts";
import { isLike } from "../../query/pattern.ts";
import { stationPattern } from "../../query/station-days.ts";
import type { Range } from "../../query/windows.ts";
import { withLinks } from "./links.ts";
import type { RecordedDay, RecordedMessage, RecordedStation } from "./recorded.ts";
import { createTraceMessages } from "./trace-messages.ts";

export type FileDay = RecordedDay & {
  /** Lines of which nothing can be played. */
  readonly unreadable: number;
};

export type FileRequest = {
  readonly path: string;
  readonly stations: readonly string[];
  readonly range: Range;
};

type Sorted = RecordedStation & { readonly file: string };
type Sorting = { messages: number; firstUs: number; lastUs: number; readonly file: string };

/** Throws `USAGE` where it is no such trace, or has more stations than one replay plays. */
export async function openFileDay(request: FileRequest): Promise<FileDay> {
  const dir = await mkdtemp(join(tmpdir(), "ocpptap-replay-"));
  const close = () => rm(dir, { recursive: true, force: true });
  try {
    const { stations, unreadable } = await sortOut(request, dir);
    const fileOf = new Map(stations.map(({ stationId, file }) => [stationId, file]));
    const messagesFrom = (stationId: StationId) => messagesIn(fileOf.get(stationId) ?? "");
    return {
      ...{ stations, unreadable, close },
      itemsOf: (stationId) =>
        withLinks(messagesFrom(stationId), async ({ linkId, version }) => ({
          ...{ linkId, version, subprotocol: null, target: "" },
          ...{ openedAtUs: null, closedAtUs: null, closeCode: null },
        })),
      answersOf: (stationId, action) => answersIn(messagesFrom(stationId), action),
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function sortOut({ path, stations: patterns, range }: FileRequest, dir: string) {
  const wanted = patterns.map(stationPattern);
  const found = new Map<StationId, Sorting>();
  const waiting = new Map<string, Buffer[]>();
  let waitingBytes = 0;
  let unreadable = 0;
  const flush = async () => {
    for (const [file, parts] of waiting) await appendFile(file, Buffer.concat(parts));
    waiting.clear();
    waitingBytes = 0;
  };
  for await (const { line, record } of recordsIn(path)) {
    const { stationId: id, atUs } = record ?? { stationId: null, atUs: null };
    if (record === null || id === null || atUs === null || record.sender === null) {
      unreadable += 1;
      continue;
    }
    const isAsked = atUs >= range.fromUs && atUs < range.toUs && isStationsOwn(record.leg);
    if (!isAsked || !wanted.some((pattern) => isLike(id, pattern))) continue;
    const stationId = parseStationId(id);
    const file = join(dir, String(found.size));
    const known = found.get(stationId) ?? { messages: 0, firstUs: atUs, lastUs: atUs, file };
    found.set(stationId, known);
    if (found.size > limits.playbackStationsMax) throw tooManyStations();
    known.messages += 1;
    known.firstUs = Math.min(known.firstUs, atUs);
    known.lastUs = Math.max(known.lastUs, atUs);
    const parts = waiting.get(known.file) ?? [];
    parts.push(line, LINE_FEED);
    waiting.set(known.file, parts);
    waitingBytes += line.length + 1;
    if (waitingBytes > limits.playbackTraceBufferBytes) await flush();
  }
  await flush();
  const stations: readonly Sorted[] = [...found]
    .map(([stationId, sorted]) => ({ stationId, ...sorted }))
    .sort((one, other) => (one.stationId < other.stationId ? -1 : 1));
  return { stations, unreadable };
}

const LINE_FEED = Buffer.from("\n");

/** For both sources. */
export function tooManyStations(): OperationalError {
  const problem = `More than ${limits.playbackStationsMax} stations match; narrow --station`;
  return new OperationalError("USAGE", { problem });
}

/** `record`: null for a line that is none. */
async function* recordsIn(
  path: string,
): AsyncGenerator<{ readonly line: Buffer; readonly record: TraceRecord | null }> {
  const reader: TraceReader = createTraceReader({ format: null, view: "csms" });
  for await (const { bytes } of linesOf(chunksOf(path))) {
    const read = bytes === null ? null : reader.read(bytes);
    const format = reader.format();
    if (format !== null && format !== "json") {
      const problem = `${path} is no trace of JSON lines; import it, and replay it from the store`;
      throw new OperationalError("USAGE", { problem });
    }
    if (bytes === null) yield { line: LINE_FEED, record: null };
    else if (read !== null) yield { line: bytes, record: "problem" in read ? null : read };
  }
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path)) yield Buffer.from(chunk);
  } catch (thrown) {
    const problem = `${path} cannot be read: ${problemOf(thrown)}`;
    throw new OperationalError("USAGE", { problem }, { cause: thrown });
  }
}

async function* messagesIn(path: string): AsyncGenerator<RecordedMessage> {
  const messageOf = createTraceMessages();
  for await (const { record } of recordsIn(path)) {
    if (record !== null) yield messageOf(record);
  }
}

async function answersIn(messages: AsyncIterable<RecordedMessage>, action: string) {
  const calls = new Map<string, RecordedMessage>();
  const found: { atUs: number; call: string; answer: string }[] = [];
  for await (const message of messages) {
    const { sender, requestSeq, text, linkId, seq, redactions, atUs } = message;
    if (message.action !== action || text === null || redactions.length > 0) continue;
    if (sender === "csms" && requestSeq === null) calls.set(`${linkId} ${seq}`, message);
    if (sender === "csms" || requestSeq === null) continue;
    const key = `${linkId} ${requestSeq}`;
    const call = calls.get(key)?.text ?? null;
    calls.delete(key);
    if (call !== null) found.push({ atUs, call, answer: text });
    if (found.length >= limits.playbackAnswersMax) break;
  }
  return found;
}
