/** System: is all well with ocpptap itself, where does it relay to, and how much does it hold. */
import { useQuery } from "@tanstack/react-query";
import type { SystemAnswer } from "../../console/system-contract.ts";
import { getApi } from "../lib/api.ts";
import { concernsOf } from "../lib/system.ts";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { SystemAudit } from "../parts/system-audit.tsx";
import { SystemGaps } from "../parts/system-gaps.tsx";
import { SystemRecording } from "../parts/system-recording.tsx";
import { SystemRoles } from "../parts/system-roles.tsx";
import { SystemRoutes } from "../parts/system-routes.tsx";
import { SystemSettings } from "../parts/system-settings.tsx";
import { SystemShared } from "../parts/system-shared.tsx";
import { SystemStore } from "../parts/system-store.tsx";
import { SystemWorkers } from "../parts/system-workers.tsx";
import "../styles/stations.css";
import "../styles/system.css";

const REFRESH_MS = 5_000;

export default function SystemPage() {
  const { data, error } = useQuery({
    queryKey: ["system"],
    queryFn: ({ signal }) => getApi<SystemAnswer>("/api/system", {}, signal),
    refetchInterval: REFRESH_MS,
  });
  return (
    <>
      <h1>System</h1>
      {error !== null && <Problem thrown={error} />}
      {data === undefined ? (
        error === null && <Empty title="Asking how everything is…" />
      ) : (
        <State state={data} />
      )}
    </>
  );
}

function State({ state }: { readonly state: SystemAnswer }) {
  return (
    <>
      <Verdict state={state} />
      <div className="sy-columns">
        <div>
          <SystemRoles state={state} />
          <SystemWorkers state={state} />
          <SystemRecording state={state} />
          <SystemGaps state={state} />
        </div>
        <div>
          <SystemRoutes state={state} />
          <SystemShared state={state} />
          <SystemStore state={state} />
        </div>
      </div>
      <SystemAudit />
      <SystemSettings settings={state.settings} />
    </>
  );
}

function Verdict({ state }: { readonly state: SystemAnswer }) {
  const concerns = concernsOf(state);
  return (
    <ul className="sy-verdict" aria-label="What is wrong" aria-live="polite">
      {concerns.length === 0 && <li className="sy-well">Everything runs, nothing is missing.</li>}
      {concerns.map(({ tone, text }) => (
        <li key={text} className={`sy-${tone}`}>
          <span className="unseen">{tone}: </span>
          {text}
        </li>
      ))}
    </ul>
  );
}
