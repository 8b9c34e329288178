/** The faults that are set: what each does, for how long still, and a button to end it. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { FaultState, FaultsAnswer } from "../../console/fault-contract.ts";
import { stationPath } from "../lib/address.ts";
import { deleteApi } from "../lib/api.ts";
import { leftText } from "../lib/fault.ts";
import { Empty } from "./empty.tsx";
import { FAULTS } from "./fault-query.ts";
import { Problem } from "./problem.tsx";
import { useAllowed } from "./session-context.ts";
import { Moment } from "./station-words.tsx";

export function FaultList({ answer }: { readonly answer: FaultsAnswer }) {
  const queries = useQueryClient();
  const [failed, setFailed] = useState<unknown>(null);
  const isAllowed = useAllowed("operator");
  const remove = async (name: string) => {
    try {
      await deleteApi<FaultState>(`/api/faults/${encodeURIComponent(name)}`);
      setFailed(null);
    } catch (thrown) {
      setFailed(thrown);
    }
    await queries.invalidateQueries({ queryKey: FAULTS });
  };
  if (answer.faults.length === 0) {
    return <Empty title="No fault is set">All messages go on as they come.</Empty>;
  }
  const nowMs = Date.parse(answer.at);
  return (
    <>
      {failed !== null && <Problem thrown={failed} />}
      <div className="st-scroll">
        <table className="st-table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Station</th>
              <th scope="col">What is done</th>
              <th scope="col">Until</th>
              <th scope="col">Set</th>
              <th scope="col" aria-label="Actions" />
            </tr>
          </thead>
          <tbody>
            {answer.faults.map(({ name, fault, what, setAt, setBy }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  <Link href={stationPath(fault.station)}>
                    <bdi>{fault.station}</bdi>
                  </Link>
                </td>
                <td className="st-words">{what}</td>
                <td title={fault.until}>{leftText(fault, nowMs)}</td>
                <td title={setBy}>
                  <Moment at={setAt} />
                </td>
                <td>
                  {isAllowed && (
                    <button type="button" onClick={() => void remove(name)}>
                      Remove
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
