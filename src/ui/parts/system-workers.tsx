/** Who writes a spool, where there are several, and what is unread in each. */
import type { SystemAnswer, WorkerState } from "../../console/system-contract.ts";
import { number, sizeText } from "../lib/message-words.ts";
import { workerWords } from "../lib/system.ts";
import { Mark } from "./mark.tsx";
import { Fill, Panel } from "./system-panel.tsx";

export function SystemWorkers({ state: { workers } }: { readonly state: SystemAnswer }) {
  if (workers.length < 2) return null;
  return (
    <Panel title="Relay workers and shadows">
      <table className="st-table sy-table">
        <thead>
          <tr>
            <th scope="col">Name in the record</th>
            <th scope="col">State</th>
            <th scope="col" className="sy-number">
              Links
            </th>
            <th scope="col">Spool</th>
            <th scope="col" className="sy-number">
              Not yet stored
            </th>
          </tr>
        </thead>
        <tbody>
          {workers.map((worker) => (
            <Row key={worker.worker} worker={worker} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Row({ worker }: { readonly worker: WorkerState }) {
  const { instance, relay, spool } = worker;
  const { tone, words } = workerWords(worker);
  return (
    <tr>
      <td>{instance}</td>
      <td>
        <Mark tone={tone}>{words}</Mark>
      </td>
      <td className="sy-number">{relay === null ? "—" : number(relay.linksOpen)}</td>
      <td className="sy-spool">
        {spool === null ? (
          "—"
        ) : (
          <>
            <Fill
              share={spool.bytes / spool.bytesMax}
              name={`The spool of ${instance} is full to`}
            />
            {sizeText(spool.bytes)}
          </>
        )}
      </td>
      <td className="sy-number">{spool === null ? "—" : sizeText(spool.unreadBytes)}</td>
    </tr>
  );
}
