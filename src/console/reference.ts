/** `/api/reference`: the standards in words, by the same look-up as `ocpptap explain`. */
import { OperationalError } from "../base/errors.ts";
import { type Explanation, explain } from "../ocpp/reference/explain.ts";
import { listActions } from "../ocpp/reference/reference.ts";
import { ocppVersions } from "../ocpp/versions.ts";
import { choiceOrNull } from "./requests.ts";

/** Longer words are none of any standard's, and are not repeated. Unit: characters. */
const WORD_CHARS_MAX = 100;

export function referenceOf(version: string) {
  return { actions: listActions(choiceOrNull("version", version, ocppVersions)) };
}

export function explanationOf(word: string, version: string): Explanation {
  const explained = explain(word, choiceOrNull("version", version, ocppVersions));
  if (explained.kind === "found") return explained.explanation;
  const { problem, nearest } = explained.unexplained;
  const isLong = word.length > WORD_CHARS_MAX;
  throw new OperationalError("NOT_FOUND", {
    what: isLong ? "word of OCPP as long as this" : problem.replace(/^no /, ""),
    remedy:
      nearest === null
        ? "GET /api/reference lists all actions."
        : `Perhaps ${nearest} was meant; GET /api/reference lists all actions.`,
  });
}
