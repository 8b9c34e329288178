/**
 * Names → addresses, for dialling.
 *
 * In: host names of upstream URLs. Out: what `net.connect` wants of a `lookup`. Promised: one
 * question at a time for each name, its answer kept for some seconds. The system's resolver runs on
 * the same four threads as the spool's writes: thousands of redials at once, or a name server that
 * is down, must not keep the record from the disk.
 */
import { type LookupAddress, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import type { Clock } from "../base/clock.ts";
import { limits } from "../base/limits.ts";

type Answer = {
  readonly problem: NodeJS.ErrnoException | null;
  readonly addresses: readonly LookupAddress[];
};

/** `sinceUs`: null where it was not answered yet. */
type Known = { readonly answer: Promise<Answer>; readonly sinceUs: number | null };

export type Ask = (host: string) => Promise<Answer>;

export function createLookup(clock: Clock, ask: Ask = askSystem): LookupFunction {
  const known = new Map<string, Known>();

  /** Of an answer from the future, the clock having been set back, the age is not known. */
  function isFresh({ sinceUs }: Known): boolean {
    if (sinceUs === null) return true;
    const ageUs = clock.nowUs() - sinceUs;
    return ageUs >= 0 && ageUs < limits.resolvedMs * 1000;
  }

  function answerFor(host: string): Promise<Answer> {
    const before = known.get(host);
    if (before !== undefined && isFresh(before)) return before.answer;
    const entry: { -readonly [K in keyof Known]: Known[K] } = { answer: ask(host), sinceUs: null };
    known.set(host, entry);
    void entry.answer.then(({ problem }) => {
      // A failure is for those who asked meanwhile; whoever dials later asks again.
      entry.sinceUs = problem === null ? clock.nowUs() : Number.NEGATIVE_INFINITY;
    });
    // Hosts come from the configuration alone; the bound is for what nobody foresaw.
    if (known.size > limits.resolvedHostsMax) known.delete(known.keys().next().value ?? host);
    return entry.answer;
  }

  return (host, options, callback) => {
    void answerFor(host).then(({ problem, addresses }) => {
      const family = familyOf(options.family);
      const fitting = addresses.filter((each) => family === 0 || each.family === family);
      const first = fitting[0];
      if (problem !== null || first === undefined) callback(problem ?? notFound(host), "");
      else if (options.all === true) callback(null, fitting);
      else callback(null, first.address, first.family);
    });
  };
}

function askSystem(host: string): Promise<Answer> {
  return new Promise((resolve) => {
    systemLookup(host, { all: true }, (problem, addresses) =>
      resolve({ problem, addresses: problem === null ? addresses : [] }),
    );
  });
}

function familyOf(family: number | string | undefined): number {
  return family === 4 || family === "IPv4" ? 4 : family === 6 || family === "IPv6" ? 6 : 0;
}

function notFound(host: string): NodeJS.ErrnoException {
  const problem: NodeJS.ErrnoException = new Error(`getaddrinfo ENOTFOUND ${host}`);
  problem.code = "ENOTFOUND";
  problem.syscall = "getaddrinfo";
  return problem;
}
