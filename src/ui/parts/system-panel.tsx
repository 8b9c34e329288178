/** A part of the system page, facts in pairs, and a bar for how full something is. */
import type { ReactNode } from "react";
import { percent } from "../lib/system.ts";

export function Panel({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <section className="panel sy-panel" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export function Facts({
  of,
}: {
  readonly of: readonly (readonly [name: string, value: ReactNode])[];
}) {
  return (
    <dl className="sy-facts">
      {of.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** `share` from 0 to 1. */
export function Fill({ share, name }: { readonly share: number; readonly name: string }) {
  return (
    <meter
      className="sy-fill"
      value={share}
      max={1}
      high={0.8}
      aria-label={`${name}: ${percent(share)}`}
    />
  );
}
