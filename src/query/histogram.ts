/** How many messages a query finds, bar by bar through time, and how many of them are faulty. */
import { isoFromUs } from "../base/clock.ts";
import { type CountRequest, countBack, evidenceRows, type Stretch } from "./counting.ts";
import { rangeOf } from "./messages.ts";
import { numberIn, type QueryDeps, readRows } from "./reader.ts";

export type HistogramRequest = CountRequest & { readonly buckets: number };

type Bar = { messages: number; errors: number; warnings: number };

export async function readHistogram(request: HistogramRequest, deps: QueryDeps) {
  const { fromUs, toUs } = await spanOf(request, deps);
  const widthUs = Math.max(1, Math.ceil((toUs - fromUs) / request.buckets));
  const bars = Array.from(
    { length: Math.max(1, Math.ceil((toUs - fromUs) / widthUs)) },
    (): Bar => ({ messages: 0, errors: 0, warnings: 0 }),
  );
  const { countedFromUs } = await countBack({ ...request, fromUs, toUs }, deps, async (stretch) => {
    const stored = await readBars(stretch, { firstUs: fromUs, widthUs }, deps);
    let rows = 0;
    for (const row of stored) {
      const bar = bars[numberIn(row, "bar")];
      if (bar === undefined) continue;
      const messages = numberIn(row, "messages");
      rows += messages;
      bar.messages += messages;
      bar.errors += numberIn(row, "errors");
      bar.warnings += numberIn(row, "warnings");
    }
    return rows;
  });
  return {
    from: isoFromUs(fromUs),
    to: isoFromUs(toUs),
    bucketSeconds: widthUs / 1_000_000,
    countedFrom: isoFromUs(countedFromUs),
    buckets: bars.map(({ messages, errors, warnings }) => ({ messages, errors, warnings })),
  };
}

/** Without a beginning, that of the record: bars over days before it would all be empty. */
async function spanOf(request: CountRequest, deps: QueryDeps) {
  const range = rangeOf({ ...request, toUs: request.toUs ?? deps.clock.nowUs() }, deps);
  if (request.fromUs !== null) return range;
  const [first] = await readRows(
    `SELECT toUnixTimestamp64Micro(min(received_at)) AS first_us, count() AS messages FROM messages
WHERE received_at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')`,
    range,
    deps,
  );
  if (first === undefined || numberIn(first, "messages") === 0) return range;
  return { ...range, fromUs: Math.min(range.toUs - 1, numberIn(first, "first_us")) };
}

function readBars(
  { where, params }: Stretch,
  { firstUs, widthUs }: { readonly firstUs: number; readonly widthUs: number },
  deps: QueryDeps,
) {
  const faulty = (severity: string) =>
    `(link_id, seq) IN (SELECT link_id, seq FROM (${evidenceRows}) WHERE severity = '${severity}')`;
  return readRows(
    `SELECT intDiv(toUnixTimestamp64Micro(received_at) - {firstUs:Int64}, {widthUs:Int64}) AS bar,
  count() AS messages, countIf(${faulty("error")}) AS errors,
  countIf(NOT (${faulty("error")}) AND ${faulty("warning")}) AS warnings
FROM messages WHERE ${where} GROUP BY bar`,
    { ...params, firstUs, widthUs },
    deps,
  );
}
