/** A plan as text: a new one, or another text of one that is not running. */
import { type FormEvent, useState } from "react";
import type { PlanAnswer } from "../../console/plan-contract.ts";
import { putApi } from "../lib/api.ts";
import { Problem } from "./problem.tsx";

type Props = {
  /** "": it is to be named. */
  readonly name: string;
  readonly text: string;
  readonly told: (plan: PlanAnswer) => void;
};

export function PlanForm({ name: known, text: given, told }: Props) {
  const [name, setName] = useState(known);
  const [text, setText] = useState(given);
  const [failed, setFailed] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const body = JSON.parse(text) as object;
      told(await putApi<PlanAnswer>(`/api/plans/${encodeURIComponent(name)}`, body));
      setFailed(null);
    } catch (thrown) {
      setFailed(thrown);
    }
  };
  return (
    <form className="plan-form" onSubmit={(event) => void submit(event)} aria-label="A plan">
      {known === "" && (
        <input
          value={name}
          placeholder="Name of the plan"
          aria-label="Name of the plan"
          onChange={({ target }) => setName(target.value)}
        />
      )}
      <textarea
        rows={18}
        spellCheck={false}
        className="mono"
        value={text}
        aria-label="The plan, as JSON"
        onChange={({ target }) => setText(target.value)}
      />
      {failed !== null && <Problem thrown={failed} />}
      <button type="submit" disabled={name === ""}>
        Keep it
      </button>
    </form>
  );
}
