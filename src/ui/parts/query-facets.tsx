/** What the results have in common; a value narrows the search to it, or takes it out again. */
import { useState } from "react";
import type { FacetsAnswer } from "../../console/search-contract.ts";
import { term } from "../lib/address.ts";
import { isPartial } from "../lib/bars.ts";
import { hasTerm } from "../lib/completion.ts";
import { number } from "../lib/message-words.ts";
import { dayAndClock } from "../lib/time.ts";
import type { Counted } from "./message-counts.ts";
import { Problem } from "./problem.tsx";
import { useZone } from "./zone.ts";

type Props = {
  readonly counted: Counted<FacetsAnswer>;
  readonly query: string;
  /** Where there is no room beside the list, they are shown when asked for. */
  readonly isAskedFor: boolean;
  readonly toggle: (term: string) => void;
};

const names = { station: "Station", action: "Action", type: "Type", finding: "Finding" } as const;
/** The rest is a click away, so that all four are seen at once. */
const VALUES_FIRST = 7;
const order = ["finding", "station", "action", "type"] as const;

export function QueryFacets({ counted, query, isAskedFor, toggle }: Props) {
  const zone = useZone();
  const { answer, error, again } = counted;
  const frame = {
    ...{ id: "facets", "aria-label": "Facets" },
    className: isAskedFor ? "m-facets asked-for" : "m-facets",
  };
  if (error !== null) {
    return (
      <aside {...frame}>
        <Problem thrown={error} again={again} />
      </aside>
    );
  }
  if (answer === undefined) return <aside {...frame} aria-busy />;
  return (
    <aside {...frame}>
      {isPartial(answer) && (
        <p className="faint">
          Counted back to {dayAndClock(answer.countedFrom, zone).slice(0, 16)}: choose a shorter
          time for whole numbers.
        </p>
      )}
      {order.map((field) => (
        <Facet key={field} field={field} answer={answer} query={query} toggle={toggle} />
      ))}
    </aside>
  );
}

function Facet({
  field,
  answer,
  query,
  toggle,
}: {
  readonly field: (typeof order)[number];
  readonly answer: FacetsAnswer;
  readonly query: string;
  readonly toggle: Props["toggle"];
}) {
  const [isWhole, setWhole] = useState(false);
  const values = answer.facets[field];
  if (values.length === 0) return null;
  const shown = isWhole ? values : values.slice(0, VALUES_FIRST);
  return (
    <details open className="m-facet">
      <summary>{names[field]}</summary>
      <ul>
        {shown.map((one) => {
          const written = term(field, one.value);
          const { title, severity } = { title: one.value, severity: "", ...one };
          const isOn = hasTerm(query, written);
          return (
            <li key={one.value}>
              <button
                type="button"
                aria-pressed={isOn}
                title={title}
                onClick={() => toggle(written)}
              >
                <span className={`m-value ${severity}`}>
                  {severity !== "" && <span className="unseen">{severity}: </span>}
                  {one.value}
                </span>
                <span className="m-count">{number(one.messages)}</span>
              </button>
              <button
                type="button"
                className="m-not"
                aria-label={`Without ${one.value}`}
                aria-pressed={hasTerm(query, `-${written}`)}
                title={`Without ${one.value}`}
                onClick={() => toggle(`-${written}`)}
              >
                −
              </button>
            </li>
          );
        })}
      </ul>
      {values.length > shown.length && (
        <button type="button" className="quiet" onClick={() => setWhole(true)}>
          {values.length - shown.length} more
        </button>
      )}
    </details>
  );
}
