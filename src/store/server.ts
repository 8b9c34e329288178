/** What a ClickHouse server can do, as far as we depend on it. */
import type { Store } from "./client.ts";
import type { Feature } from "./steps.ts";

export type Server = {
  /** As it says, e.g. "26.7.2.1". */
  readonly version: string;
  readonly features: ReadonlySet<Feature>;
};

/** Text indexes are out of their experimental state since then. */
const TEXT_INDEX_SINCE = "26.2";

export async function readServer(store: Pick<Store, "query">): Promise<Server> {
  const rows = await store.query<{ version: string }>("SELECT version() AS version");
  const version = rows[0]?.version ?? "";
  const features = new Set<Feature>();
  if (isAtLeast(version, TEXT_INDEX_SINCE)) features.add("textIndex");
  return { version, features };
}

/** Compares year and number: `26.10` is later than `26.2`. */
export function isAtLeast(version: string, since: string): boolean {
  const [year = 0, number = 0] = version.split(".").map(Number);
  const [sinceYear = 0, sinceNumber = 0] = since.split(".").map(Number);
  return year > sinceYear || (year === sinceYear && number >= sinceNumber);
}
