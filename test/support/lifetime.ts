/** What a test begins ends with it; what is begun for a whole file ends when that work is done. */
import { afterAll, onTestFinished } from "vitest";

type End = () => unknown;

let ends: End[] | null = null;

/** At the end of the running test, or of the work of `lasting` or `keptForAll` around it. */
export function whenOver(end: End): void {
  if (ends === null) onTestFinished(async () => void (await end()));
  else ends.push(end);
}

/** For `beforeAll`: does the work, ends what it began, newest first, and gives its result. */
export async function lasting<Result>(work: () => Promise<Result>): Promise<Result> {
  const { result, end } = await begin(work);
  await end();
  if ("thrown" in result) throw result.thrown;
  return result.value;
}

/** The same, but what it began lasts until all tests of the file, or of its `describe`, are over. */
export async function keptForAll<Result>(work: () => Promise<Result>): Promise<Result> {
  const { result, end } = await begin(work);
  keptEnds.push(end);
  if ("thrown" in result) throw result.thrown;
  return result.value;
}

const keptEnds: End[] = [];

/** Beside the `beforeAll` that uses `keptForAll`. */
export function endAfterAll(): void {
  afterAll(async () => {
    for (const end of keptEnds.splice(0).reverse()) await end();
  });
}

async function begin<Result>(work: () => Promise<Result>) {
  const begun: End[] = [];
  ends = begun;
  const end = async () => {
    for (const each of begun.splice(0).reverse()) await each();
  };
  try {
    return { result: { value: await work() }, end };
  } catch (thrown) {
    return { result: { thrown }, end };
  } finally {
    ends = null;
  }
}
