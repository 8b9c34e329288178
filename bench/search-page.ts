/**
 * How long a person waits at the page, in a real browser, about 10 million messages: from the address
 * or a query to the first rows, from a step of scrolling to its rows, from a brush to what it covers.
 * Nothing is measured where there is no Chromium.
 */
import { hasChromium, openBrowser } from "../test/support/browser.ts";
import { quantile } from "./figures.ts";
import type { FleetRecord } from "./fleet-record.ts";
import { type RunningStore, startRoleAt } from "./recording.ts";
import { STATION_KIND, TEXT_KIND, type Timed } from "./search-api.ts";

/** Visits of a kind in one round, each with another value. */
const VISITS = 10;
/** Steps of scrolling: 60 pages of 100 rows. */
const STEPS = 300;
const STEP_PX = 600;
/** Longest wait for one of them. Unit: ms. */
const WAIT_MS_MAX = 30_000;

/** In the page: looks at every frame; gives the milliseconds until it is so. */
const WAITED = `(isSo, startMs = performance.now()) => new Promise((resolve, reject) => {
  const look = (now) => {
    if (isSo()) resolve(performance.now() - startMs);
    else if (now - startMs > ${WAIT_MS_MAX}) reject(new Error("waited in vain: " + isSo));
    else requestAnimationFrame(look);
  };
  look(startMs);
})`;

const HAS_ROWS = "() => document.querySelector('.m-rows .m-row:not(.m-empty)') !== null";

const ROWS = "[...document.querySelectorAll('.m-rows .m-row:not(.m-empty)')]";
/** The rows are no longer those of the query before. */
const IS_ANSWERED = `document.querySelector(".m-scroll").ariaBusy === "false"`;
const ONE_ROW = `() => ${IS_ANSWERED} && ${ROWS}.length === 1`;

function allOf(station: string): string {
  const isOf = `row.querySelector(".m-station")?.title === ${JSON.stringify(station)}`;
  return `() => ${IS_ANSWERED} && ${ROWS}.length > 0 && ${ROWS}.every((row) => ${isOf})`;
}

/** Every row that the list has made is one with a message. */
const IS_FILLED = `() => {
  const list = document.querySelector('.m-scroll').getBoundingClientRect();
  const seen = [...document.querySelectorAll('.m-rows > .m-row')].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return bottom > list.top && top < list.bottom;
  });
  return seen.length > 5 && seen.every((row) => !row.classList.contains('m-empty'));
}`;

/** Scrolls on, step by step, and tells how long each stood without its rows. */
const SCROLLED = `(async () => {
  const waited = ${WAITED};
  const scroller = document.querySelector('.m-scroll');
  const taken = [];
  for (let step = 0; step < ${STEPS}; step += 1) {
    scroller.scrollBy(0, ${STEP_PX});
    const startMs = performance.now();
    await new Promise(requestAnimationFrame);
    taken.push(await waited(${IS_FILLED}, startMs));
  }
  return taken;
})()`;

export async function lookAtPage(
  store: RunningStore,
  record: FleetRecord,
  round: number,
): Promise<readonly Timed[]> {
  if (!hasChromium) return [];
  const { child, address } = await startRoleAt("console", {
    data: store.data,
    console: { address: "127.0.0.1:0" },
  });
  const browser = await openBrowser();
  const timed = (subject: string, taken: readonly number[]): Timed => ({
    subject: subject.replace("API", "page"),
    ...{ median: quantile(taken, 0.5), slowest: quantile(taken, 1) },
  });
  /** From the navigation on, scripts and styles of the page included. */
  const visit = async () => {
    await browser.go(`${address}/?${new URLSearchParams({ from: record.from })}`);
    return browser.ask<number>(`(${WAITED})(${HAS_ROWS}, 0)`);
  };
  /** From Enter in the query box until the rows are those of the query. */
  const asks = async (query: (nth: number) => string, areThey: (nth: number) => string) => {
    const taken: number[] = [];
    for (let n = round * VISITS; n < (round + 1) * VISITS; n += 1) {
      await browser.page.locator("#q").fill(query(n));
      await browser.page.locator("#q").press("Enter");
      taken.push(await browser.ask<number>(`(${WAITED})(${areThey(n)})`));
    }
    return taken;
  };
  try {
    const opened: number[] = [];
    for (let n = 0; n < VISITS; n += 1) opened.push(await visit());
    const station = await asks(
      (nth) => `station:${record.station(nth)}`,
      (nth) => allOf(record.station(nth)),
    );
    const word = await asks(record.word, () => ONE_ROW);
    await visit();
    const scrolled = await browser.ask<readonly number[]>(SCROLLED);
    return [
      timed("page, opened", opened),
      timed(STATION_KIND, station),
      timed(`${TEXT_KIND}, a rare word`, word),
      timed("page, a step of scrolling through everything", scrolled),
      timed("page, a brush over everything", await brushes()),
    ];
  } finally {
    await browser.close();
    await child.close();
  }

  /** Over a tenth of all bars: until the rows are of then. */
  async function brushes(): Promise<readonly number[]> {
    const taken: number[] = [];
    for (let n = 0; n < VISITS; n += 1) {
      await visit();
      await browser.sees("document.querySelectorAll('.h-others').length > 10", "bars");
      const box = await browser.page.locator(".h-frame svg").boundingBox();
      if (box === null) throw new Error("no histogram");
      const { mouse } = browser.page;
      const x = box.x + box.width * (0.1 + 0.07 * n);
      await mouse.move(x, box.y + 20);
      await mouse.down();
      await mouse.move(x + box.width * 0.1, box.y + 20, { steps: 4 });
      const newest = await browser.ask<string>("document.querySelector('.m-time[title]').title");
      await mouse.up();
      const isThere = `() => {
        const row = document.querySelector('.m-rows .m-time');
        const to = new URLSearchParams(location.search).get("to") ?? "";
        return row !== null && row.title !== ${JSON.stringify(newest)} && row.title < to;
      }`;
      taken.push(await browser.ask<number>(`(${WAITED})(${isThere})`));
    }
    return taken;
  }
}
