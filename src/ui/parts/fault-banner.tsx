/** On a station's page: what is done to its messages on purpose, so that nobody looks for a cause. */
import { Link } from "wouter";
import { leftText } from "../lib/fault.ts";
import { useFaultsOf } from "./fault-query.ts";
import { Mark } from "./mark.tsx";
import "../styles/faults.css";

export function FaultBanner({ stationId }: { readonly stationId: string }) {
  const faults = useFaultsOf(stationId);
  if (faults.length === 0) return null;
  return (
    <section className="panel fault-banner" aria-label="Faults on purpose">
      <p>
        <Mark tone="warning">faults on purpose</Mark> ocpptap disturbs this station's messages for a
        test: <Link href={`/tools/faults?station=${encodeURIComponent(stationId)}`}>see them</Link>.
      </p>
      <ul>
        {faults.map(({ name, what, fault, setBy }) => (
          <li key={name} title={`set by ${setBy}`}>
            <b>{name}</b>: {what}; {leftText(fault, Date.now())}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Beside an open link. */
export function FaultMark({ stationId }: { readonly stationId: string }) {
  const faults = useFaultsOf(stationId);
  if (faults.length === 0) return null;
  return (
    <Mark tone="warning" title={faults.map(({ name, what }) => `${name}: ${what}`).join("\n")}>
      {faults.length === 1 ? "1 fault" : `${faults.length} faults`} on purpose
    </Mark>
  );
}
