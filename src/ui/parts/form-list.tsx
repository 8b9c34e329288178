/** A list in a form: its entries, each of which can be taken out, and one more. */
import { type ReactNode, useId } from "react";
import { startValue, type Value } from "../lib/form-shape.ts";
import { type FormProps, nowText } from "./form-props.tsx";

/** More are not typed by hand. */
const ENTRIES_MAX = 100;

export function FormList({
  shape,
  value,
  path,
  meanings,
  onChange,
  labelledBy,
  children,
}: FormProps & {
  readonly labelledBy: string;
  readonly children: (entry: FormProps & { readonly id: string }) => ReactNode;
}) {
  const id = useId();
  if (shape.kind !== "list") return null;
  const entries: readonly Value[] = Array.isArray(value) ? value : [];
  const isGroup = shape.item.kind === "object" || shape.item.kind === "list";
  const max = Math.min(shape.max ?? ENTRIES_MAX, ENTRIES_MAX);
  return (
    <ol className="tools-entries" aria-labelledby={labelledBy}>
      {entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no name but their place
        <li key={index}>
          <span className="tools-entry faint">
            {isGroup ? index + 1 : <label htmlFor={`${id}-${index}`}>{index + 1}</label>}
            <button
              type="button"
              className="quiet"
              aria-label={`Remove entry ${index + 1}`}
              title="Remove this entry"
              onClick={() => onChange([...path, index], undefined)}
            >
              ✕
            </button>
          </span>
          <div>
            {children({
              id: `${id}-${index}`,
              shape: shape.item,
              value: entry,
              path: [...path, index],
              ...{ meanings, onChange },
            })}
          </div>
        </li>
      ))}
      {entries.length < max && (
        <li>
          <button
            type="button"
            className="tools-add"
            onClick={() => onChange(path, [...entries, startValue(shape.item, nowText())])}
          >
            + {entries.length === 0 ? "an entry" : "another entry"}
          </button>
        </li>
      )}
    </ol>
  );
}
