/** Which findings are asked about → a condition over `findings`. */
import { rangeOf, type SearchRequest } from "./messages.ts";
import type { QueryDeps } from "./reader.ts";
import { findingsConditionOf, type SqlParams } from "./sql.ts";
import { queryOf } from "./token-hash.ts";

/** "" of vendor, model and firmware: any. */
export type FindingsScope = Pick<SearchRequest, "q" | "fromUs" | "toUs"> & {
  readonly vendor: string;
  readonly model: string;
  readonly firmware: string;
};

const RANGE = `at >= fromUnixTimestamp64Micro({fromUs:Int64}, 'UTC')
  AND at < fromUnixTimestamp64Micro({toUs:Int64}, 'UTC')`;

export function scopeOf(request: FindingsScope, deps: QueryDeps) {
  const { vendor, model, firmware } = request;
  const asked = findingsConditionOf(queryOf(request.q, deps));
  const params: SqlParams = {
    ...asked.params,
    ...rangeOf(request, deps),
    ...{ vendor, model, firmware },
  };
  return { condition: `${RANGE} AND (${asked.text})${modelCondition(request)}`, params };
}

/** By what the station was when it was found, else by what it is now. */
export function modelCondition({
  vendor,
  model,
  firmware,
}: Pick<FindingsScope, "vendor" | "model" | "firmware">): string {
  const asked = Object.entries({ vendor, model, firmware }).filter(([, value]) => value !== "");
  if (asked.length === 0) return "";
  const same = asked.map(([name]) => `${name} = {${name}:String}`).join(" AND ");
  return ` AND if((vendor, model, firmware) != ('', '', ''), ${same},
  station_id IN (SELECT station_id FROM station_boots FINAL WHERE ${same}))`;
}
