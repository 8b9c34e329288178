/** The stations of a plan and its trail. */
import { Link } from "wouter";
import type { PlanAnswer, PlanStation, PlanTrailEntry } from "../../console/plan-contract.ts";
import { stateWords } from "../lib/plan.ts";
import { Mark } from "./mark.tsx";
import { Moment } from "./station-words.tsx";

export function PlanStations({ plan: { stations, total, isRecordRead } }: Props) {
  return (
    <>
      <h2>Stations</h2>
      {!isRecordRead && (
        <p className="faint">
          The record cannot be read now: only what the plan did itself is known.
        </p>
      )}
      <section className="findings-scroll" aria-label="Stations">
        <table className="findings-table">
          <thead>
            <tr>
              {["Station", "Step", "State", "Since", "Why"].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {stations.map((station) => (
              <Row key={station.stationId} station={station} />
            ))}
          </tbody>
        </table>
      </section>
      {total > stations.length && (
        <p className="faint">
          The first {stations.length} of {total} by id.
        </p>
      )}
    </>
  );
}

type Props = { readonly plan: PlanAnswer };

function Row({ station }: { readonly station: PlanStation }) {
  const { stationId, step, state, since, why } = station;
  const { tone, words } = stateWords[state];
  return (
    <tr>
      <td>
        <Link href={`/stations/${encodeURIComponent(stationId)}`}>{stationId}</Link>
      </td>
      <td>{step + 1}</td>
      <td>
        <Mark tone={tone}>{words}</Mark>
      </td>
      <td>{since === null ? <span className="faint">—</span> : <Moment at={since} />}</td>
      <td>{why}</td>
    </tr>
  );
}

export function PlanTrail({ plan: { trail } }: Props) {
  return (
    <>
      <h2>What happened</h2>
      <section className="findings-scroll" aria-label="What happened">
        <table className="findings-table">
          <thead>
            <tr>
              {["When", "Who", "What", "Stations", "Why"].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {trail.map((entry) => (
              <Happened key={`${entry.at} ${entry.what} ${entry.why}`} entry={entry} />
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Happened({ entry }: { readonly entry: PlanTrailEntry }) {
  const { at, who, what, why, stations, count } = entry;
  const named = stations.slice(0, 3).join(", ");
  return (
    <tr>
      <td>
        <Moment at={at} />
      </td>
      <td>{who}</td>
      <td>{what}</td>
      <td title={stations.join(", ")}>{count > 3 ? `${named} and ${count - 3} more` : named}</td>
      <td>{why}</td>
    </tr>
  );
}
