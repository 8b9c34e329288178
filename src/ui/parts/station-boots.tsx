/** A station's boots: when, why, with which firmware, and what the CSMS said. */
import type { BootsAnswer } from "../../console/station-contract.ts";
import { Empty } from "./empty.tsx";
import { Mark } from "./mark.tsx";
import { Problem } from "./problem.tsx";
import { MessageLink, Moment, makeOf } from "./station-words.tsx";

type Props = { readonly answer: BootsAnswer | undefined; readonly error: unknown };

export function StationBoots({ answer, error }: Props) {
  if (answer === undefined) {
    return error === null ? <Empty title="Loading the boots…" /> : <Problem thrown={error} />;
  }
  if (answer.boots.length === 0) return <Empty title="No BootNotification is in the record" />;
  return (
    <div className="st-scroll">
      <table className="st-table">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Firmware</th>
            <th scope="col">Vendor and model</th>
            <th scope="col">Serial number</th>
            <th scope="col">Reason</th>
            <th scope="col">The CSMS said</th>
            <th scope="col">Message</th>
          </tr>
        </thead>
        <tbody>
          {answer.boots.map((boot) => (
            <tr key={`${boot.linkId} ${boot.seq}`}>
              <td>
                <Moment at={boot.at} />
              </td>
              <td>
                {boot.firmware ?? "—"}{" "}
                {boot.firmwareBefore !== null && <Mark tone="note">was {boot.firmwareBefore}</Mark>}
              </td>
              <td>{makeOf(boot) || "—"}</td>
              <td>{boot.serial ?? "—"}</td>
              <td>{boot.reason ?? "—"}</td>
              <td>
                <Mark tone={boot.answer === "Accepted" ? "ok" : "warning"}>
                  {boot.answer ?? "nothing"}
                </Mark>
              </td>
              <td>
                <MessageLink of={boot} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {answer.isCut && <p className="faint">There are older ones in the messages.</p>}
    </div>
  );
}
