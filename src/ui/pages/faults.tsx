/** Faults on purpose: for whoever runs a test bench. What is set, a form, and where it is permitted. */
import { useAddress } from "../lib/address.ts";
import { Empty } from "../parts/empty.tsx";
import { FaultForm } from "../parts/fault-form.tsx";
import { FaultList } from "../parts/fault-list.tsx";
import { useFaults } from "../parts/fault-query.ts";
import { ToolTabs } from "../parts/form-tool-tabs.tsx";
import { Problem } from "../parts/problem.tsx";
import { useAllowed } from "../parts/session-context.ts";
import "../styles/faults.css";
import "../styles/stations.css";

export default function FaultsPage() {
  const station = useAddress().get("station");
  const { data, error } = useFaults();
  return (
    <>
      <ToolTabs />
      <h1 className="unseen">Faults on purpose</h1>
      {data === undefined && error === null && <Empty title="Asking what is set…" />}
      {error !== null && <Problem thrown={error} />}
      {data !== undefined && (
        <>
          <section className="panel fault-panel" aria-label="Faults that are set">
            <h2>Faults on purpose</h2>
            <FaultList answer={data} />
          </section>
          <section className="panel" aria-label="Set a fault">
            <h2>Set a fault</h2>
            <Setting routes={data.routes} station={station} />
          </section>
        </>
      )}
    </>
  );
}

type SettingProps = { readonly routes: readonly string[]; readonly station: string };

function Setting({ routes, station }: SettingProps) {
  const isAllowed = useAllowed("operator");
  if (routes.length === 0) {
    return (
      <Empty title="No route permits faults on purpose">
        Set <code>faults: true</code> on the route of the test bench, and send SIGHUP. Routes of
        stations that people charge at do not have it.
      </Empty>
    );
  }
  if (!isAllowed) return <p className="faint">Setting a fault needs the role operator.</p>;
  return (
    <>
      <p>
        For a test bench: what ocpptap does to messages of one station, so that you see how both
        sides bear it. It ends by itself, is in the audit, and what it does is in the record.
        Permitted on {routes.join(", ")}.
      </p>
      <FaultForm station={station} />
    </>
  );
}
