/** A call that an operator sends to the station, beside its CSMS; and what it answers. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { CommandAnswer, CommandRoutesAnswer } from "../../console/command-contract.ts";
import type { ReferenceAnswer, Station } from "../../console/contract.ts";
import type { SchemaAnswer } from "../../console/tool-contract.ts";
import { stationPath } from "../lib/address.ts";
import { getApi, postApi } from "../lib/api.ts";
import { answerText, answerWords, permittedOf } from "../lib/command.ts";
import { ordered, shapeOf, startValue, type Value, withValue } from "../lib/form-shape.ts";
import { Empty } from "./empty.tsx";
import { FormObject } from "./form-fields.tsx";
import { nowText } from "./form-props.tsx";
import { Mark } from "./mark.tsx";
import { Problem } from "./problem.tsx";
import { useAllowed } from "./session-context.ts";
import { MessageLink } from "./station-words.tsx";
import "../styles/tools.css";

export function StationCall({ station }: { readonly station: Station }) {
  const isAllowed = useAllowed("operator");
  const version = station.ocppVersion;
  const { data, error } = useQuery({
    queryKey: ["commands"],
    queryFn: ({ signal }) => getApi<CommandRoutesAnswer>("/api/commands", {}, signal),
  });
  const reference = useQuery({
    queryKey: ["reference", version],
    queryFn: ({ signal }) => getApi<ReferenceAnswer>("/api/reference", { version }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: version !== null,
  });
  const [action, setAction] = useState("");
  if (error !== null) return <Problem thrown={error} />;
  if (data === undefined) return <Empty title="Asking what may be called…" />;
  if (data.routes.length === 0) {
    return (
      <Empty title="No station may be called">
        No route permits calls of operators. Name the actions in its <code>commands</code>.
      </Empty>
    );
  }
  if (!isAllowed) return <p className="faint">Calling a station needs the role operator.</p>;
  if (version === null) return <p className="faint">Its version of OCPP is not known.</p>;
  const known = (reference.data?.actions ?? []).flatMap((each) =>
    each.senders.includes("csms") ? [each.action] : [],
  );
  return (
    <>
      <p className="faint">
        The call goes to the station beside its CSMS, when none is unanswered. The CSMS sees neither
        the call nor the answer; both are in the record, with your name.
      </p>
      <div className="st-filters">
        <label>
          Action{" "}
          <select value={action} onChange={({ target }) => setAction(target.value)}>
            <option value="">choose an action</option>
            {permittedOf(known, data.routes).map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
      </div>
      {action !== "" && (
        <CallOf key={action} {...{ stationId: station.stationId, version, action }} />
      )}
    </>
  );
}

type Called = { readonly stationId: string; readonly version: string; readonly action: string };

function CallOf({ stationId, version, action }: Called) {
  const { data, error } = useQuery({
    queryKey: ["schema", version, action, "request"],
    queryFn: ({ signal }) =>
      getApi<SchemaAnswer>(
        `/api/schema/${version}/${encodeURIComponent(action)}`,
        { kind: "request" },
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error !== null) return <Problem thrown={error} />;
  if (data === undefined) return <Empty title="Loading…" />;
  return <CallForm stationId={stationId} schema={data} />;
}

const NO_MEANINGS = new Map();

function CallForm({
  stationId,
  schema,
}: {
  readonly stationId: string;
  readonly schema: SchemaAnswer;
}) {
  const { action } = schema;
  const shape = useMemo(() => shapeOf(schema.schema), [schema]);
  const [payload, setPayload] = useState<Value>(() => startValue(shape, nowText()));
  const [isAsked, setAsked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<CommandAnswer | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const send = async () => {
    setBusy(true);
    setAsked(false);
    setAnswer(null);
    setFailed(null);
    try {
      const body = { action, payload: ordered(payload, shape) };
      setAnswer(await postApi<CommandAnswer>(`/api${stationPath(stationId)}/commands`, body));
    } catch (thrown) {
      setFailed(thrown);
    }
    setBusy(false);
  };
  return (
    <form onSubmit={(event) => event.preventDefault()} aria-label={`Call ${action}`}>
      <FormObject
        {...{ shape, value: payload, path: [], meanings: NO_MEANINGS }}
        onChange={(path, value) => setPayload(withValue(payload, path, value))}
      />
      <p className="tools-actions">
        {isAsked ? (
          <>
            <span>
              Send {action} to <bdi>{stationId}</bdi> now?
            </span>
            <button type="button" className="go" onClick={() => void send()}>
              Send it
            </button>
            <button type="button" className="quiet" onClick={() => setAsked(false)}>
              Not now
            </button>
          </>
        ) : (
          <button type="button" disabled={isBusy} onClick={() => setAsked(true)}>
            {isBusy ? "Waiting for the answer…" : "Send…"}
          </button>
        )}
      </p>
      {failed !== null && <Problem thrown={failed} />}
      {answer !== null && <Answer answer={answer} />}
    </form>
  );
}

function Answer({ answer }: { readonly answer: CommandAnswer }) {
  const { linkId, seq, answerSeq, error } = answer;
  return (
    <section aria-label="The answer" role="status">
      <p>
        <Mark tone={error === null ? "ok" : "error"}>{answerWords(answer)}</Mark>{" "}
        <MessageLink of={{ linkId, seq }}>the call</MessageLink> ·{" "}
        <MessageLink of={{ linkId, seq: answerSeq }}>the answer</MessageLink>
      </p>
      <pre className="mono">{answerText(answer)}</pre>
    </section>
  );
}
