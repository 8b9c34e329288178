/** A form made from a schema: every field with its type, its length and what it means. */
import { useEffect, useId, useState } from "react";
import {
  type Field,
  isFields,
  numberIn,
  type Shape,
  startValue,
  type Value,
} from "../lib/form-shape.ts";
import { FormList } from "./form-list.tsx";
import { type FormProps, type Meanings, nowText, pathText } from "./form-props.tsx";

/** The fields that are there, and the names of those that may be added. */
export function FormObject({ shape, value, path, meanings, onChange }: FormProps) {
  if (shape.kind !== "object") return null;
  const fields = isFields(value) ? value : {};
  const isThere = ({ name, isRequired }: Field) => isRequired || fields[name] !== undefined;
  const absent = shape.fields.filter((field) => !isThere(field));
  return (
    <div className="tools-object">
      {shape.fields.filter(isThere).map((field) => (
        <FormField
          key={field.name}
          field={field}
          value={fields[field.name]}
          path={[...path, field.name]}
          {...{ meanings, onChange }}
        />
      ))}
      {absent.length > 0 && (
        <p className="tools-absent">
          {absent.map(({ name, shape: of }) => (
            <button
              key={name}
              type="button"
              title={meanings.get(pathText([...path, name]))?.meaning ?? undefined}
              onClick={() => onChange([...path, name], startValue(of(), nowText()))}
            >
              + {name}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}

function FormField({
  field,
  value,
  path,
  meanings,
  onChange,
}: Omit<FormProps, "shape"> & { readonly field: Field }) {
  const id = useId();
  const shape = field.shape();
  const told = meanings.get(pathText(path));
  const isGroup = shape.kind === "object" || shape.kind === "list";
  const name = (
    <>
      {field.name}
      {field.isRequired && (
        <span className="tools-required" title="required">
          {" "}
          *<span className="unseen"> required</span>
        </span>
      )}
    </>
  );
  return (
    <div className={isGroup ? "tools-field group" : "tools-field"}>
      <div className="tools-label">
        {isGroup ? <b id={id}>{name}</b> : <label htmlFor={id}>{name}</label>}
        <small className="faint">
          {told?.type ?? ""}
          {lengthText(shape)}
        </small>
        {!field.isRequired && (
          <button
            type="button"
            className="quiet"
            aria-label={`Leave out ${field.name}`}
            title="Leave it out"
            onClick={() => onChange(path, undefined)}
          >
            ✕
          </button>
        )}
      </div>
      <div className="tools-control">
        <FormValue {...{ id, shape, value, path, meanings, onChange }} />
        {told?.meaning != null && <small className="faint">{told.meaning}</small>}
      </div>
    </div>
  );
}

function lengthText(shape: Shape): string {
  const of = shape.kind === "list" ? shape.item : shape;
  return of.kind === "text" && of.lengthMax !== null ? `, up to ${of.lengthMax}` : "";
}

function FormValue({ id, ...props }: FormProps & { readonly id: string }) {
  const { shape, value, path, meanings, onChange } = props;
  const set = (next: Value | undefined) => onChange(path, next);
  switch (shape.kind) {
    case "object":
      return <FormObject {...props} />;
    case "list":
      return (
        <FormList {...props} labelledBy={id}>
          {(entry) => <FormValue {...entry} />}
        </FormList>
      );
    case "choice":
      return (
        <Choice {...{ id, value, shape }} told={meanings.get(pathText(path))} onChange={set} />
      );
    case "boolean":
      return (
        <select
          id={id}
          value={String(value)}
          onChange={({ target }) => set(target.value === "true")}
        >
          <option>true</option>
          <option>false</option>
        </select>
      );
    case "time":
      return (
        <span className="tools-time">
          <Typed id={id} value={value} onChange={set} />
          <button type="button" onClick={() => set(nowText())}>
            now
          </button>
        </span>
      );
    case "number":
      return <Typed id={id} value={value} onChange={(next) => set(numberIn(next))} isNumber />;
    case "text":
      return <Typed id={id} value={value} onChange={set} lengthMax={shape.lengthMax} />;
    case "anything":
      return <Anything id={id} value={value} onChange={set} />;
  }
}

function Choice({
  id,
  value,
  shape,
  told,
  onChange,
}: {
  readonly id: string;
  readonly value: Value | undefined;
  readonly shape: Extract<Shape, { kind: "choice" }>;
  readonly told: ReturnType<Meanings["get"]>;
  readonly onChange: (value: string) => void;
}) {
  const meaningOf = (one: string) => told?.values?.find((each) => each.value === one)?.meaning;
  const text = typeof value === "string" ? value : JSON.stringify(value ?? "");
  const isKnown = shape.values.includes(text);
  return (
    <>
      <select id={id} value={text} onChange={({ target }) => onChange(target.value)}>
        {!isKnown && <option value={text}>{text}</option>}
        {shape.values.map((each) => (
          <option key={each} value={each} title={meaningOf(each) ?? undefined}>
            {each}
          </option>
        ))}
      </select>
      {meaningOf(text) != null && <small className="tools-means">{meaningOf(text)}</small>}
    </>
  );
}

/** Keeps what is being typed as it is typed: "1." is on its way to 1.5. */
function Typed({
  id,
  value,
  onChange,
  isNumber = false,
  lengthMax = null,
}: {
  readonly id: string;
  readonly value: Value | undefined;
  readonly onChange: (text: string) => void;
  readonly isNumber?: boolean;
  readonly lengthMax?: number | null;
}) {
  const given = typeof value === "string" ? value : JSON.stringify(value ?? "");
  const [text, setText] = useState(given);
  useEffect(() => {
    setText((now) => (isNumber && String(numberIn(now)) === given ? now : given));
  }, [given, isNumber]);
  const length = [...text].length;
  return (
    <>
      <input
        id={id}
        value={text}
        inputMode={isNumber ? "decimal" : "text"}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => {
          setText(target.value);
          onChange(target.value);
        }}
      />
      {lengthMax !== null && length > lengthMax * 0.8 && (
        <small className={length > lengthMax ? "tools-long" : "faint"}>
          {length} of {lengthMax}
        </small>
      )}
    </>
  );
}

/** JSON where it is JSON, else a text. */
function Anything({
  id,
  value,
  onChange,
}: {
  readonly id: string;
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
}) {
  const [text, setText] = useState(() =>
    typeof value === "string" ? value : JSON.stringify(value),
  );
  return (
    <textarea
      id={id}
      rows={2}
      value={text}
      spellCheck={false}
      onChange={({ target }) => {
        setText(target.value);
        try {
          onChange(JSON.parse(target.value) as Value);
        } catch {
          onChange(target.value);
        }
      }}
    />
  );
}
