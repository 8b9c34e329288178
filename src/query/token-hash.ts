/**
 * Query text → AST, for the record that is asked. With `record.hashIdTokens` tokens stand in it as
 * keyed hashes; a record may be older than the setting, so a token is searched for as it is and as
 * its hash. A pattern has no hash.
 */
import type { HashToken } from "../config/record-key.ts";
import type { Query } from "./ast.ts";
import { parseQuery } from "./parser.ts";
import type { QueryDeps } from "./reader.ts";

/** Throws QUERY_INVALID. */
export function queryOf(text: string, { hashToken = null }: Pick<QueryDeps, "hashToken">): Query {
  const query = parseQuery(text);
  return hashToken === null ? query : withHashes(query, hashToken);
}

function withHashes(query: Query, hashToken: HashToken): Query {
  switch (query.kind) {
    case "and":
    case "or":
      return { ...query, terms: query.terms.map((term) => withHashes(term, hashToken)) };
    case "not":
      return { ...query, term: withHashes(query.term, hashToken) };
    case "text": {
      const { field, test } = query;
      if (field !== "token" || test.kind !== "equals" || test.text === "") return query;
      const hashed: Query = { ...query, test: { kind: "equals", text: hashToken(test.text) } };
      return { kind: "or", terms: [query, hashed] };
    }
    case "all":
    case "number":
    case "choice":
    case "payload":
    case "words":
    case "piece":
      return query;
  }
}
