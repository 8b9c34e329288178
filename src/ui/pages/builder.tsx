/** A message, built from its schema: choose version and action, fill the form, copy the frame. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link } from "wouter";
import type { ExplanationAnswer, ReferenceAnswer } from "../../console/contract.ts";
import type { SchemaAnswer } from "../../console/tool-contract.ts";
import { type Address, useAddress } from "../lib/address.ts";
import { getApi } from "../lib/api.ts";
import { ordered, shapeOf, startValue, type Value, withValue } from "../lib/form-shape.ts";
import { type Draft, payloadIn } from "../lib/frame.ts";
import { Empty } from "../parts/empty.tsx";
import { FormObject } from "../parts/form-fields.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { type Meanings, nowText } from "../parts/form-props.tsx";
import { ToolTabs } from "../parts/form-tool-tabs.tsx";
import { Problem } from "../parts/problem.tsx";

const versions = ["1.6", "2.0.1", "2.1"] as const;

export default function BuilderPage() {
  const address = useAddress();
  const version = versions.find((each) => each === address.get("version")) ?? "1.6";
  const action = address.get("action");
  const kind = address.get("kind") === "response" ? "response" : "request";
  return (
    <>
      <ToolTabs />
      <h1 className="unseen">Build a message</h1>
      <Choices {...{ address, version, action, kind }} />
      {action === "" ? (
        <Empty title="Which message?">
          Choose an action above. The form is made from the official schema; the frame beside it is
          checked with every change.
        </Empty>
      ) : (
        <Builder key={`${version} ${action} ${kind}`} {...{ address, version, action, kind }} />
      )}
    </>
  );
}

type Chosen = {
  readonly address: Address;
  readonly version: string;
  readonly action: string;
  readonly kind: "request" | "response";
};

function Choices({ address, version, action, kind }: Chosen) {
  const { data } = useQuery({
    queryKey: ["reference", version],
    queryFn: ({ signal }) => getApi<ReferenceAnswer>("/api/reference", { version }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const blocks = [...Map.groupBy(data?.actions ?? [], ({ block }) => block)].toSorted(
    ([one], [other]) => one.localeCompare(other, "en"),
  );
  const isListed = data?.actions.some((each) => each.action === action) ?? true;
  const choose = (change: Record<string, string | null>) =>
    address.set({ payload: null, ...change });
  return (
    <div className="tools-options">
      <label>
        <span className="unseen">OCPP version</span>
        <select value={version} onChange={({ target }) => choose({ version: target.value })}>
          {versions.map((each) => (
            <option key={each} value={each}>
              OCPP {each}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="unseen">Action</span>
        <select value={action} onChange={({ target }) => choose({ action: target.value })}>
          <option value="">choose an action</option>
          {!isListed && <option value={action}>{action}</option>}
          {blocks.map(([block, actions]) => (
            <optgroup key={block} label={block}>
              {actions.map((each) => (
                <option key={each.action} value={each.action}>
                  {each.action}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <fieldset className="tools-kinds">
        <legend className="unseen">Which of the two</legend>
        {(["request", "response"] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === kind}
            onClick={() => choose({ kind: each === "request" ? null : each })}
          >
            {each}
          </button>
        ))}
      </fieldset>
      {action !== "" && (
        <Link href={`/reference/${encodeURIComponent(action)}?version=${version}`}>
          What {action} is for
        </Link>
      )}
    </div>
  );
}

function Builder({ address, version, action, kind }: Chosen) {
  const { data, error } = useQuery({
    queryKey: ["schema", version, action, kind],
    queryFn: ({ signal }) =>
      getApi<SchemaAnswer>(
        `/api/schema/${version}/${encodeURIComponent(action)}`,
        { kind },
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const meanings = useMeanings(version, action, kind);
  if (error !== null) return <Problem thrown={error} />;
  if (data === undefined) return <Empty title="Loading…" />;
  return <Form answer={data} meanings={meanings} address={address} />;
}

function useMeanings(version: string, action: string, kind: "request" | "response"): Meanings {
  const { data } = useQuery({
    queryKey: ["explanation", action, version],
    queryFn: ({ signal }) =>
      getApi<ExplanationAnswer>(
        `/api/reference/${encodeURIComponent(action)}`,
        { version },
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return useMemo(
    () => new Map((data?.actions[0]?.[kind] ?? []).map((field) => [field.path, field])),
    [data, kind],
  );
}

function Form({
  answer,
  meanings,
  address,
}: {
  readonly answer: SchemaAnswer;
  readonly meanings: Meanings;
  readonly address: Address;
}) {
  const shape = useMemo(() => shapeOf(answer.schema), [answer]);
  // Its times are those of when it was begun, not of each letter.
  const start = useMemo(() => startValue(shape, nowText()), [shape]);
  const payload = payloadIn(address.get("payload")) ?? start;
  const messageId = address.get("id") || "1";
  const draft: Draft = { ...answer, messageId, payload };
  const keep = (next: Value) =>
    address.set({ payload: JSON.stringify(ordered(next, shape)) }, "replace");
  const isEmpty =
    shape.kind === "object" && shape.fields.every(({ name }) => name === "customData");
  return (
    <div className="tools-builder">
      <form className="panel" onSubmit={(event) => event.preventDefault()}>
        {isEmpty && <p className="faint">This {answer.kind} has no fields of its own.</p>}
        <FormObject
          shape={shape}
          value={payload}
          path={[]}
          meanings={meanings}
          onChange={(path, value) => keep(withValue(payload, path, value))}
        />
      </form>
      <FormFrame
        draft={draft}
        onId={(id) => address.set({ id }, "replace")}
        onAgain={() => address.set({ payload: null, id: null })}
      />
    </div>
  );
}
