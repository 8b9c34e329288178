/** What a test begins ends with it; what is begun for a whole file ends when that work is done. */
import { onTestFinished } from "vitest";

type End = () => unknown;

let ends: End[] | null = null;

/** At the end of the running test, or of the work of `lasting` around it. */
export function whenOver(end: End): void {
  if (ends === null) onTestFinished(async () => void (await end()));
  else ends.push(end);
}

/** For `beforeAll`: does the work, ends what it began, newest first, and gives its result. */
export async function lasting<Result>(work: () => Promise<Result>): Promise<Result> {
  const begun: End[] = [];
  ends = begun;
  try {
    return await work();
  } finally {
    ends = null;
    for (const end of begun.reverse()) await end();
  }
}
