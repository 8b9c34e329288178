/** The steps of a plan, each with a bar of its stations by state. */
import type { PlanAnswer, PlanCounts } from "../../console/plan-contract.ts";
import { stateWords, stationStates, stepText, watchText } from "../lib/plan.ts";
import { Mark } from "./mark.tsx";

export function PlanProgress({ plan: answer }: { readonly plan: PlanAnswer }) {
  const { plan, steps, step, status } = answer;
  const isOn = status === "running" || status === "paused";
  return (
    <ol className="plan-steps" aria-label="Steps">
      {plan.steps.map((each, index) => (
        <li key={stepText(each)} aria-current={isOn && index === step ? "step" : undefined}>
          <div>
            <b>{stepText(each)}</b>{" "}
            <span className="faint">{watchText(each, index === plan.steps.length - 1)}</span>
          </div>
          <Bar counts={steps[index]?.counts ?? answer.counts} all={steps[index]?.stations ?? 0} />
        </li>
      ))}
    </ol>
  );
}

function Bar({ counts, all }: { readonly counts: PlanCounts; readonly all: number }) {
  const shown = stationStates.filter((state) => counts[state] > 0);
  const words = shown.map((state) => `${counts[state]} ${stateWords[state].words}`).join(", ");
  return (
    <>
      <div className="plan-bar" role="img" aria-label={words || "no stations"}>
        {shown.map((state) => (
          <i key={state} className={state} style={{ width: `${(counts[state] / all) * 100}%` }} />
        ))}
      </div>
      <p className="plan-counts">
        {shown.length === 0 && <span className="faint">no stations yet</span>}
        {shown.map((state) => (
          <Mark key={state} tone={stateWords[state].tone}>
            {counts[state]} {stateWords[state].words}
          </Mark>
        ))}
      </p>
    </>
  );
}
