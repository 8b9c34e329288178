/**
 * The readiness report as a page that can be mailed. In: a request. Out: HTML, whose head goes when
 * the first stations are judged and the rest when all are: what stands first counts them. Promised:
 * bounded in stations and in how many are made at once; a failure is an error where it comes before
 * the head, and breaks the transfer off later.
 */
import { Readable } from "node:stream";
import { isoFromUs } from "../base/clock.ts";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { version } from "../base/version.ts";
import type { QueryDeps } from "../query/reader.ts";
import { type PageFacts, pageHead, reportHtml } from "../rehearse/html.ts";
import { type ReadinessRequest, readinessPages } from "../rehearse/readiness.ts";
import type { StationReadiness } from "../rehearse/report.ts";
import { summaryOf } from "../rehearse/summary.ts";
import type { Settings } from "../translate/settings.ts";
import type { Download } from "./download.ts";

export type ReadinessDownload = (asked: {
  readonly request: Omit<ReadinessRequest, "after" | "limit">;
  readonly settings: Settings;
  /** Of this console, without a slash at its end; "" where it is not known. */
  readonly consoleUrl: string;
  readonly deps: QueryDeps;
}) => Promise<Download>;

type Asked = Parameters<ReadinessDownload>[0];

export function createReadinessDownload(): ReadinessDownload {
  let running = 0;
  return async (asked) => {
    if (running >= limits.readinessDownloadsAtOnce) {
      const details = { count: running, seconds: limits.busyRetrySeconds };
      throw new OperationalError("REPORTS_FULL", details);
    }
    running += 1;
    const end = () => {
      running -= 1;
    };
    const page = pageOf(asked);
    const first = await page.next().catch((thrown: unknown) => {
      end();
      throw thrown;
    });
    const body = Readable.from(after(first, page), { objectMode: false });
    body.once("close", end);
    return {
      headers: {
        "content-type": CONTENT_TYPE,
        "content-disposition": 'attachment; filename="readiness.html"',
      },
      body,
    };
  };
}

export const CONTENT_TYPE = "text/html; charset=utf-8";

async function* pageOf({ request, settings, consoleUrl, deps }: Asked): AsyncGenerator<string> {
  const facts: PageFacts = { madeAt: isoFromUs(deps.clock.nowUs()), version, consoleUrl };
  const stations: StationReadiness[] = [];
  let isCut = false;
  const bounded = { ...request, limit: limits.readinessDownloadStationsMax };
  for await (const page of readinessPages(bounded, settings, deps)) {
    // Something on the way keeps it open.
    yield stations.length === 0 ? pageHead(facts) : "\n";
    stations.push(...page.stations);
    isCut = page.next !== null;
  }
  if (isCut) yield `<p>These are the first ${stations.length} stations; there are more.</p>\n`;
  yield* reportHtml(stations, summaryOf(stations), facts);
}

async function* after(
  first: IteratorResult<string, unknown>,
  rest: AsyncGenerator<string>,
): AsyncGenerator<string> {
  if (first.done !== true) yield first.value;
  yield* rest;
}
