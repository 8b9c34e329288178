/** A word that is no action: what it means as a value, an enumeration or a field, and where. */
import { Link } from "wouter";
import type { ExplanationAnswer } from "../../console/contract.ts";
import { Values } from "./reference-action.tsx";

/** More places are counted; they are in the reference of their actions. */
const PLACES_SHOWN = 12;

export function WordText({ explanation }: { readonly explanation: ExplanationAnswer }) {
  const { values, enumerations, fields } = explanation;
  return (
    <>
      {values.map(({ value, meaning, enumerations: within, versions, places }) => (
        <section key={`${value} ${meaning}`}>
          <p className="ref-means">
            <b>{value}</b>: {meaning}
          </p>
          <p className="faint">
            A value of{" "}
            {within.map((name, index) => (
              <span key={name}>
                {index > 0 && ", "}
                <Link href={`/reference/${encodeURIComponent(name)}`}>{name}</Link>
              </span>
            ))}
            ; OCPP {versions.join(", ")}
          </p>
          <Places places={places} />
        </section>
      ))}
      {enumerations.map(({ enumeration, versions, places, values: all }) => (
        <section key={`${enumeration} ${versions.join()}`}>
          <p className="ref-means">
            <b>{enumeration}</b>, an enumeration of OCPP {versions.join(", ")}
          </p>
          <Places places={places} />
          <Values values={all} />
        </section>
      ))}
      {fields.map(({ field, type, meaning, versions, places }) => (
        <section key={`${field} ${meaning}`}>
          <p className="ref-means">
            <b>{field}</b>, {type}: {meaning}
          </p>
          <p className="faint">A field; OCPP {versions.join(", ")}</p>
          <Places places={places} />
        </section>
      ))}
    </>
  );
}

/** "StatusNotification request: status" leads to StatusNotification. */
function Places({ places }: { readonly places: readonly string[] }) {
  const rest = places.length - PLACES_SHOWN;
  return (
    <ul className="ref-places">
      {places.slice(0, PLACES_SHOWN).map((place) => {
        const [, action = "", other = place] =
          /^(\w+)( (?:request|response):.*)$/.exec(place) ?? [];
        return (
          <li key={place}>
            {action !== "" && (
              <Link href={`/reference/${encodeURIComponent(action)}`}>{action}</Link>
            )}
            {other}
          </li>
        );
      })}
      {rest > 0 && <li className="faint">and {rest} more</li>}
    </ul>
  );
}
