/** What the store holds, table by table, and for how long. */
import type { SystemAnswer } from "../../console/system-contract.ts";
import { number, sizeText } from "../lib/message-words.ts";
import { Moment } from "./station-words.tsx";
import { Facts, Panel } from "./system-panel.tsx";

export function SystemStore({ state }: { readonly state: SystemAnswer }) {
  const { store, storeProblem, retentionDays } = state;
  if (store === null) {
    return (
      <Panel title="Store">
        <p>{storeProblem?.sentence}</p>
        <p className="faint">
          Stations go on charging, and what they say waits in the spool until the store is back.
        </p>
      </Panel>
    );
  }
  const sum = (of: "rows" | "bytes") => store.tables.reduce((all, table) => all + table[of], 0);
  return (
    <Panel title="Store">
      <Facts
        of={[
          ["Kept for", `${number(retentionDays)} days`],
          ["Oldest message", <When key="oldest" at={store.oldestAt} />],
          ["Newest message", <When key="newest" at={store.newestAt} />],
        ]}
      />
      <table className="st-table sy-table">
        <thead>
          <tr>
            <th scope="col">Table</th>
            <th scope="col" className="sy-number">
              Rows
            </th>
            <th scope="col" className="sy-number">
              On disk
            </th>
          </tr>
        </thead>
        <tbody>
          {store.tables.map(({ table, rows, bytes }) => (
            <tr key={table}>
              <td className="mono">{table}</td>
              <td className="sy-number">{number(rows)}</td>
              <td className="sy-number">{sizeText(bytes)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">all</th>
            <td className="sy-number">{number(sum("rows"))}</td>
            <td className="sy-number">{sizeText(sum("bytes"))}</td>
          </tr>
        </tfoot>
      </table>
    </Panel>
  );
}

function When({ at }: { readonly at: string | null }) {
  return at === null ? "none yet" : <Moment at={at} />;
}
