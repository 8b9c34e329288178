/** One action of one version: what it is for, its fields, what goes wrong with it. */
import { Link } from "wouter";
import type { ExplanationAnswer } from "../../console/contract.ts";
import { term } from "../lib/address.ts";
import { apiUrl } from "../lib/api.ts";
import { treeRows } from "../lib/reference-tree.ts";
import { Way } from "./mark.tsx";

export type Action = ExplanationAnswer["actions"][number];
type Field = Action["request"][number];

export function ActionText({ action }: { readonly action: Action }) {
  const { version, block, purpose, when, mistakes, senders } = action;
  return (
    <>
      <p className="ref-facts">
        {senders.map((sender) => (
          <Way key={sender} sender={sender} />
        ))}
        <span>sent by the {senders.join(" or the ").replaceAll("csms", "CSMS")}</span>
        <span className="faint">{block}</span>
        <Link href={apiUrl("/tools/build", { version, action: action.action })}>Build one</Link>
        <Link href={apiUrl("/", { q: term("action", action.action), t: "all" })}>
          Messages in the record
        </Link>
      </p>
      <p>{purpose}</p>
      <p>{when}</p>
      {mistakes.length > 0 && (
        <>
          <h2>Common mistakes</h2>
          <ul className="ref-mistakes">
            {mistakes.map((mistake) => (
              <li key={mistake}>{mistake}</li>
            ))}
          </ul>
        </>
      )}
      <Counterparts action={action} />
      <Fields name="Request" fields={action.request} />
      {action.response === null ? (
        <p className="faint">Nobody answers it.</p>
      ) : (
        <Fields name="Response" fields={action.response} />
      )}
    </>
  );
}

function Counterparts({ action }: { readonly action: Action }) {
  const others = Object.entries(action.counterparts);
  if (others.length === 0) return null;
  return (
    <>
      <h2>In other versions</h2>
      <ul className="ref-mistakes">
        {others.map(([version, names]) => (
          <li key={version}>
            OCPP {version}:{" "}
            {names.length === 0 ? (
              <span className="faint">nothing does this</span>
            ) : (
              names.map((name, index) => (
                <span key={name}>
                  {index > 0 && ", "}
                  <Link href={`/reference/${encodeURIComponent(name)}?version=${version}`}>
                    {name}
                  </Link>
                </span>
              ))
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function Fields({ name, fields }: { readonly name: string; readonly fields: readonly Field[] }) {
  return (
    <section>
      <h2>
        {name} <span className="faint ref-count">{fields.length === 0 ? "no fields" : ""}</span>
      </h2>
      <ul className="ref-fields">
        {treeRows(fields).map(({ field, depth, name: own }) => (
          <li key={field.path}>
            <OneField field={field} name={own} depth={depth} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function OneField({
  field,
  name,
  depth,
}: {
  readonly field: Field;
  readonly name: string;
  readonly depth: number;
}) {
  const { type, lengthMax, isRequired, meaning, values, enumeration } = field;
  return (
    <div className="ref-field">
      <div style={{ paddingLeft: `${depth * 18}px` }}>
        <Link href={`/reference/${encodeURIComponent(name)}`} className="ref-name">
          {name}
        </Link>
        {isRequired && (
          <b className="ref-required" title="required">
            *<span className="unseen"> required</span>
          </b>
        )}{" "}
        <span className="faint">
          {type}
          {lengthMax !== null && `, up to ${lengthMax} characters`}
        </span>
      </div>
      <div>
        {meaning}
        {values !== null && (
          <details>
            <summary>
              {values.length} values
              {enumeration !== null && <span className="faint"> ({enumeration})</span>}
            </summary>
            <Values values={values} />
          </details>
        )}
      </div>
    </div>
  );
}

export function Values({
  values,
}: {
  readonly values: readonly { readonly value: string; readonly meaning: string | null }[];
}) {
  return (
    <dl className="ref-values">
      {values.map(({ value, meaning }) => (
        <div key={value}>
          <dt>
            <Link href={`/reference/${encodeURIComponent(value)}`}>{value}</Link>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
