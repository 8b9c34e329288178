/**
 * Links go one after the other, before a relay ends. In: the links, and how long it may take. Out:
 * each is closed at a random moment of the second half of that time, so that a fleet does not come
 * back at once. Promised: a link's end waits for the end of a message, for a bounded time; what
 * opens meanwhile goes as well; nothing is waited for beyond the time.
 */
import type { LinkId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import type { Link, Links } from "./links.ts";

export type DrainDeps = {
  readonly links: Pick<Links, "all" | "count">;
  /** Sockets of stations and whoever else came, with links or without. */
  readonly sockets: () => number;
  readonly observe: Observe;
  /** In [0, 1). */
  readonly random?: () => number;
};

/** Resolves when nothing is left, when the time is over, or with the signal. */
export async function drainLinks(
  drainMs: number,
  { links, sockets, observe, random = Math.random }: DrainDeps,
  signal: AbortSignal,
): Promise<void> {
  const beganMs = performance.now();
  const dueMs = new Map<LinkId, number>();
  const [began, tell] = [links.count(), createTeller(links, observe)];
  let cut = 0;

  function ask(link: Link, nowMs: number): void {
    const known = dueMs.get(link.id);
    const due = known ?? momentOf(drainMs, nowMs, random());
    if (known === undefined) dueMs.set(link.id, due);
    if (nowMs < due) return;
    const isWhole = link.isAtBoundary();
    if (!isWhole && nowMs < due + limits.boundaryMsMax) return;
    if (!isWhole) cut += 1;
    void link.close("shutdown");
  }

  observe({ name: "draining", links: began, drainMs });
  const over = Promise.withResolvers<void>();
  const look = () => {
    const nowMs = performance.now() - beganMs;
    for (const link of links.all()) ask(link, nowMs);
    // After its end a link's sockets have their time to say good-bye.
    const isOver = nowMs >= drainMs + limits.boundaryMsMax + limits.linkCloseMsMax;
    if (isOver || (links.count() === 0 && sockets() === 0)) over.resolve();
    else tell(nowMs);
  };
  const timer = setInterval(look, limits.drainLookMs);
  const stop = () => over.resolve();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  else look();
  await over.promise;
  clearInterval(timer);
  signal.removeEventListener("abort", stop);
  const ms = Math.round(performance.now() - beganMs);
  observe({ name: "drained", links: dueMs.size, cut, left: links.count(), ms });
}

/** In the second half of the time, or of what is left of it. */
function momentOf(drainMs: number, nowMs: number, random: number): number {
  const from = Math.max(drainMs / 2, nowMs);
  return from + random * Math.max(0, drainMs - from);
}

function createTeller(links: Pick<Links, "count">, observe: Observe) {
  let toldMs = 0;
  return (nowMs: number) => {
    if (nowMs - toldMs < limits.drainTellMs) return;
    toldMs = nowMs;
    observe({ name: "drainGoesOn", links: links.count() });
  };
}
