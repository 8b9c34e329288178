/**
 * Conversations as a test writes them down: `> ` the station says, `< ` the CSMS says, and between
 * them how much time passes: `90s`, `2m`. In a text, `{t}` is the time it is said, `{t-60m}` an hour
 * before.
 */
import type { Sender } from "../../src/base/ids.ts";

export type Line = string;

export type TimedLine = {
  /** Since the line before. */
  readonly afterMs: number;
  /** Null for time that passes. */
  readonly text: string | null;
  readonly sender: Sender;
  readonly atMs: number;
};

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** One message after the other, `stepMs` apart, the first one at that time. */
export function* timed(lines: readonly Line[], startMs: number, stepMs = 0): Generator<TimedLine> {
  let atMs = startMs;
  for (const line of lines) {
    const mark = line.slice(0, 2);
    if (mark !== "> " && mark !== "< ") {
      const afterMs = durationMs(line);
      atMs += afterMs;
      yield { afterMs, text: null, sender: "station", atMs };
      continue;
    }
    const text = line
      .slice(2)
      .replaceAll(/\{t(?:([+-])([\d.]+[smhd]))?\}/g, (_all, sign: string, time: string) => {
        const byMs = time === undefined ? 0 : durationMs(time);
        return new Date(sign === "-" ? atMs - byMs : atMs + byMs).toISOString();
      });
    yield { afterMs: stepMs, text, sender: mark === "> " ? "station" : "csms", atMs };
    atMs += stepMs;
  }
}

function durationMs(text: string): number {
  const [, count, unit] = /^([\d.]+)([smhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) throw new Error(`no line of a story: ${text}`);
  return Number(count) * units[unit as keyof typeof units];
}

/** The same as a trace for `ocpptap import`: the stories side by side, each with its own link. */
export function traceOf(
  stories: readonly {
    readonly station: string;
    readonly version: string;
    readonly lines: readonly Line[];
  }[],
  startMs: number,
): string {
  const records = stories.flatMap(({ station, version, lines }) =>
    [...timed(lines, startMs, 100)].flatMap(({ text, sender, atMs }) =>
      text === null
        ? []
        : [
            {
              time: new Date(atMs).toISOString(),
              station,
              sender,
              ocppVersion: version,
              message: text,
            },
          ],
    ),
  );
  records.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return `${records.map((record) => JSON.stringify(record)).join("\n")}\n`;
}
