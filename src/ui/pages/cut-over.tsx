/** Plans that move stations to another CSMS: how far each has come, and what may be done now. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import type { PlanAnswer, PlansAnswer } from "../../console/plan-contract.ts";
import type { SystemAnswer } from "../../console/system-contract.ts";
import { getApi } from "../lib/api.ts";
import { targetText } from "../lib/override.ts";
import { examplePlan, statusWords } from "../lib/plan.ts";
import { Empty } from "../parts/empty.tsx";
import { Mark } from "../parts/mark.tsx";
import { MigrationTabs } from "../parts/migration-tabs.tsx";
import { PlanActs } from "../parts/plan-acts.tsx";
import { PlanForm } from "../parts/plan-form.tsx";
import { PlanProgress } from "../parts/plan-progress.tsx";
import { PlanStations, PlanTrail } from "../parts/plan-stations.tsx";
import { Problem } from "../parts/problem.tsx";
import { useAllowed } from "../parts/session-context.ts";
import "../styles/cut-over.css";

const REFRESH_MS = 3_000;

export default function CutOverPage({ params }: { readonly params: { readonly name?: string } }) {
  const { name = "" } = params;
  return (
    <>
      <MigrationTabs />
      {name === "" ? <Plans /> : <OnePlan name={decodeURIComponent(name)} />}
    </>
  );
}

function Plans() {
  const { data, error } = useQuery({
    queryKey: ["plans"],
    queryFn: ({ signal }) => getApi<PlansAnswer>("/api/plans", {}, signal),
    refetchInterval: REFRESH_MS,
  });
  return (
    <>
      <h1>Cut-over</h1>
      <p className="findings-lead faint">
        A plan moves stations from the CSMS that they have to another one, step by step, and takes
        them back when it must.
      </p>
      {error !== null && <Problem thrown={error} />}
      {data !== undefined && data.problem !== null && <NotGoingOn problem={data.problem} />}
      {data?.plans.length === 0 && (
        <Empty title="There is no plan yet">Nobody is moved without one.</Empty>
      )}
      {data !== undefined && data.plans.length > 0 && <PlanTable plans={data.plans} />}
      <NewPlan />
    </>
  );
}

function PlanTable({ plans }: Pick<PlansAnswer, "plans">) {
  return (
    <section className="findings-scroll" aria-label="Plans">
      <table className="findings-table">
        <thead>
          <tr>
            {["Plan", "Status", "From", "To", "Step", "Moved"].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {plans.map(({ name, status, plan, step, counts }) => (
            <tr key={name}>
              <td>
                <Link href={`/migration/cut-over/${encodeURIComponent(name)}`}>{name}</Link>
              </td>
              <td>
                <Mark tone={statusWords[status].tone}>{statusWords[status].words}</Mark>
              </td>
              <td className="mono">{plan.from}</td>
              <td className="mono">{targetText(plan.to)}</td>
              <td>
                {step + 1} of {plan.steps.length}
              </td>
              <td>{counts.moved}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function NewPlan() {
  const isAllowed = useAllowed("operator");
  const [, go] = useLocation();
  const { data } = useQuery({
    queryKey: ["system"],
    queryFn: ({ signal }) => getApi<SystemAnswer>("/api/system", {}, signal),
  });
  if (!isAllowed) return <p className="faint">Giving a plan needs the role operator.</p>;
  const routes = data?.routes ?? [];
  const from = routes.find(({ translates }) => translates === null)?.match ?? "/{station}";
  const to = routes.find(({ match }) => match !== from)?.match ?? "/new/{station}";
  return (
    <details className="plan-new">
      <summary>A new plan</summary>
      <PlanForm
        key={`${from} ${to}`}
        {...{ name: "", text: examplePlan(from, to) }}
        told={({ name }) => go(`/migration/cut-over/${encodeURIComponent(name)}`)}
      />
    </details>
  );
}

function OnePlan({ name }: { readonly name: string }) {
  const queries = useQueryClient();
  const key = ["plan", name];
  const { data, error } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      getApi<PlanAnswer>(`/api/plans/${encodeURIComponent(name)}`, {}, signal),
    refetchInterval: REFRESH_MS,
  });
  const isAllowed = useAllowed("operator");
  const told = (plan: PlanAnswer) => queries.setQueryData(key, plan);
  if (data === undefined) {
    return error === null ? <Empty title="Asking for the plan…" /> : <Problem thrown={error} />;
  }
  const { status, why, plan } = data;
  const isStill = status !== "running" && status !== "returning";
  return (
    <>
      <h1>
        Plan {name} <Mark tone={statusWords[status].tone}>{statusWords[status].words}</Mark>
      </h1>
      <p className="findings-lead">
        From <span className="mono">{plan.from}</span> to{" "}
        <span className="mono">{targetText(plan.to)}</span>;{" "}
        {plan.sessions === "wait"
          ? "a station is moved when nothing charges at it"
          : "a running session goes on at the new CSMS"}
        .{why !== "" && <b> {why}.</b>}
      </p>
      {data.problem !== null && <NotGoingOn problem={data.problem} />}
      {isAllowed && <PlanActs plan={data} told={told} />}
      <PlanProgress plan={data} />
      <PlanStations plan={data} />
      <PlanTrail plan={data} />
      {isAllowed && isStill && (
        <details className="plan-new">
          <summary>Its text</summary>
          <PlanForm key={data.setAt} {...{ name, text: JSON.stringify(plan, null, 2), told }} />
        </details>
      )}
    </>
  );
}

function NotGoingOn({ problem }: { readonly problem: string }) {
  return (
    <p role="alert">
      <Mark tone="error">plans do not go on</Mark> {problem}
    </p>
  );
}
