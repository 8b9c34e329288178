/**
 * What ran, as V8 itself counts it (precise block coverage): which characters of our sources, and of
 * parsers that we lean on, ran for the first time. Nothing is instrumented, so that what is fuzzed is
 * what runs.
 *
 * Blocks are painted into one byte for each character, because V8 joins neighbours that ran equally
 * often: the same code has other blocks after every run, and the same characters.
 */
import { readFileSync } from "node:fs";
import { type Profiler, Session } from "node:inspector";
import { fileURLToPath } from "node:url";

export type Coverage = {
  /** How many characters ran first since the last look. `isLearning`: they count as known now. */
  readonly look: (isLearning: boolean) => number;
  /** How many are known. */
  readonly known: () => number;
};

const WATCHED =
  /^file:.*\/(?:src\/.*\.ts|test\/fuzz\/broken\/.*\.ts|node_modules\/(?:saxes|yaml)\/.*\.js)$/;

/** `watched`: URLs of the scripts that count. */
export function startCoverage(watched: RegExp = WATCHED): Coverage {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const scripts = new Map<string, Script>();
  let known = 0;

  function scriptOf(url: string): Script {
    let script = scripts.get(url);
    if (script === undefined) {
      const { length } = readFileSync(fileURLToPath(url), "utf8");
      // A wrapper of Node's around CommonJS is longer than its file.
      const characters = length + 1024;
      script = { known: new Uint8Array(characters), ran: new Uint8Array(characters) };
      scripts.set(url, script);
    }
    return script;
  }

  return {
    look(isLearning) {
      let news = 0;
      for (const { url, functions } of taken(session)) {
        if (watched.test(url)) news += newsOf(scriptOf(url), functions, isLearning);
      }
      if (isLearning) known += news;
      return news;
    },
    known: () => known,
  };
}

/** One byte a character. */
type Script = { readonly known: Uint8Array; readonly ran: Uint8Array };

function taken(session: Session): readonly Profiler.ScriptCoverage[] {
  let result: readonly Profiler.ScriptCoverage[] = [];
  // On one's own thread the answer comes before `post` returns.
  session.post("Profiler.takePreciseCoverage", (problem, answer) => {
    if (problem !== null) throw problem;
    result = answer.result;
  });
  return result;
}

function newsOf(
  { known, ran }: Script,
  functions: readonly Profiler.FunctionCoverage[],
  isLearning: boolean,
): number {
  let [from, to] = [known.length, 0];
  // Outer before inner, so that the innermost has the last word.
  for (const { ranges } of functions) {
    for (const { startOffset, endOffset, count } of ranges) {
      ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
      from = Math.min(from, startOffset);
      to = Math.max(to, endOffset);
    }
  }
  let news = 0;
  for (let at = from; at < to; at += 1) {
    if (ran[at] === 0 || known[at] === 1) continue;
    news += 1;
    if (isLearning) known[at] = 1;
  }
  ran.fill(0, from, to);
  return news;
}
