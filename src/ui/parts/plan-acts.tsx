/** What an operator may do with a plan now; each asks once more. */
import { useState } from "react";
import type { PlanAnswer } from "../../console/plan-contract.ts";
import { postApi } from "../lib/api.ts";
import { actsOf, actWords, type PlanAct } from "../lib/plan.ts";
import { Problem } from "./problem.tsx";

type Props = { readonly plan: PlanAnswer; readonly told: (plan: PlanAnswer) => void };

export function PlanActs({ plan, told }: Props) {
  const [asked, setAsked] = useState<PlanAct | null>(null);
  const [isForced, setForced] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const act = async (kind: PlanAct) => {
    setBusy(true);
    try {
      const path = `/api/plans/${encodeURIComponent(plan.name)}/${kind}`;
      told(await postApi<PlanAnswer>(path, kind === "roll-back" ? { of: "plan", isForced } : {}));
      setFailed(null);
    } catch (thrown) {
      setFailed(thrown);
    }
    setBusy(false);
    setAsked(null);
  };
  return (
    <>
      {failed !== null && <Problem thrown={failed} />}
      <p className="plan-acts">
        {asked === null &&
          actsOf(plan).map((kind) => (
            <button key={kind} type="button" disabled={isBusy} onClick={() => setAsked(kind)}>
              {actWords[kind].name}
            </button>
          ))}
        {asked !== null && (
          <>
            <span>{actWords[asked].what}</span>
            {asked === "roll-back" && (
              <label>
                <input
                  type="checkbox"
                  checked={isForced}
                  onChange={({ target }) => setForced(target.checked)}
                />{" "}
                at once, also those that charge
              </label>
            )}
            <button type="button" className="go" disabled={isBusy} onClick={() => void act(asked)}>
              Yes, {actWords[asked].name.toLowerCase()}
            </button>
            <button type="button" disabled={isBusy} onClick={() => setAsked(null)}>
              No
            </button>
          </>
        )}
      </p>
    </>
  );
}
