/** What stands in the way of a fleet, and of which of its models. */
import { Link } from "wouter";
import type { Address } from "../lib/address.ts";
import { pathOf } from "../lib/message-words.ts";
import {
  type FleetSummary,
  nameOf,
  verdicts,
  verdictWords,
  weightWords,
} from "../lib/readiness.ts";
import { Mark } from "./mark.tsx";

type Props = { readonly fleet: FleetSummary; readonly address: Address };

/** How many of each verdict: each is also the filter for it. */
export function ReadinessVerdicts({ fleet, address }: Props) {
  const chosen = address.get("verdict");
  return (
    <fieldset className="findings-chips">
      <legend className="unseen">Verdict</legend>
      {verdicts.map((verdict) => (
        <button
          key={verdict}
          type="button"
          className={`mark ${verdictWords[verdict].tone}`}
          aria-pressed={chosen === verdict}
          onClick={() => address.set({ verdict: chosen === verdict ? null : verdict })}
        >
          {fleet.verdicts[verdict]} {verdictWords[verdict].words}
        </button>
      ))}
    </fieldset>
  );
}

export function ReadinessReasons({ fleet: { reasons }, address }: Props) {
  if (reasons.length === 0) return null;
  return (
    <>
      <h2>Why</h2>
      <section className="findings-scroll" aria-label="Why">
        <table className="findings-table">
          <thead>
            <tr>
              <th scope="col">Weight</th>
              <th scope="col">What</th>
              <th scope="col" className="findings-number">
                Stations
              </th>
              <th scope="col" className="findings-number">
                Times
              </th>
              <th scope="col">Example</th>
            </tr>
          </thead>
          <tbody>
            {reasons.map(({ id, weight, title, stations, stationIds, count, example }) => (
              <tr key={`${weight} ${id}`}>
                <td>
                  <Mark tone={weightWords[weight].tone}>{weightWords[weight].words}</Mark>
                </td>
                <td>{title}</td>
                <td className="findings-number" title={stationIds.join(", ")}>
                  <Link href={address.with({ reason: id })}>{stations}</Link>
                </td>
                <td className="findings-number">{count}</td>
                <td>
                  {example === null ? (
                    <span className="faint">—</span>
                  ) : (
                    <Link href={`${pathOf(example)}?t=all`}>of {example.stationId}</Link>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

export function ReadinessModels({ fleet: { models } }: Pick<Props, "fleet">) {
  return (
    <>
      <h2>By model and firmware</h2>
      <section className="findings-scroll" aria-label="By model and firmware">
        <table className="findings-table">
          <thead>
            <tr>
              <th scope="col">Vendor, model, firmware</th>
              {verdicts.map((verdict) => (
                <th key={verdict} scope="col" className="findings-number">
                  {verdictWords[verdict].words}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {models.map((model) => (
              <tr key={JSON.stringify([model.vendor, model.model, model.firmware])}>
                <td>{nameOf(model) || <span className="faint">never booted here</span>}</td>
                {verdicts.map((verdict) => (
                  <td key={verdict} className="findings-number">
                    {model.verdicts[verdict] || <span className="faint">0</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
