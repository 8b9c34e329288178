/** What is known of a transaction: totals, who began and ended it, what its token was told. */
import { Link } from "wouter";
import type { TransactionAnswer, TransactionStep } from "../../console/transaction-contract.ts";
import { stationPath } from "../lib/address.ts";
import { placeName } from "../lib/lanes.ts";
import { quantity, reading } from "../lib/series.ts";
import { lengthOfTime } from "../lib/time.ts";
import { caveats, energyText, startText, stateTone, stopText } from "../lib/transaction.ts";
import { Mark } from "./mark.tsx";
import { MessageLink, Moment } from "./station-words.tsx";

type Props = { readonly answer: TransactionAnswer };

export function TransactionHead({ answer }: Props) {
  const { transaction } = answer;
  const { stationId, transactionId, state } = transaction;
  return (
    <>
      <div className="st-head">
        <h1>
          Transaction <bdi>{transactionId ?? "of unknown id"}</bdi>
        </h1>
        <Mark tone={stateTone(state)}>{state}</Mark>
        <span>
          <Link href={stationPath(stationId)}>{stationId}</Link>, {placeName(transaction)}
        </span>
        <span className="faint">
          <Moment at={transaction.startedAt} />
        </span>
      </div>
      <Caveats answer={answer} />
      <Totals answer={answer} />
    </>
  );
}

function Caveats({ answer }: Props) {
  const texts = caveats(answer);
  if (texts.length === 0) return null;
  return (
    <p className="st-caveats">
      {texts.map((text) => (
        <Mark key={text} tone="warning">
          {text}
        </Mark>
      ))}
    </p>
  );
}

function Totals({ answer }: Props) {
  const { transaction } = answer;
  const { energyWh, durationS, meterStartWh, meterStopWh, idToken, messages } = transaction;
  const hours = durationS / 3600;
  const mean = energyWh === null || hours <= 0 ? null : energyWh / hours;
  return (
    <dl className="panel st-totals">
      <Total name="Energy" note={energyText(transaction)}>
        {quantity(energyWh, "Wh")}
      </Total>
      <Total name="Duration" note={mean === null ? "" : `${quantity(mean, "W")} on average`}>
        {lengthOfTime(durationS * 1_000)}
      </Total>
      {(meterStartWh !== null || meterStopWh !== null) && (
        <Total name="Meter" note="at start and at stop">
          {reading(meterStartWh)} → {reading(meterStopWh)}
        </Total>
      )}
      <Total name="Token" note={lastWord(answer)}>
        <span className="mono">{idToken ?? "—"}</span>
      </Total>
      <Total name="Messages" note={`over ${links(transaction.links.length)}`}>
        {messages.toLocaleString("en")}
      </Total>
    </dl>
  );
}

function lastWord({ authorizations }: TransactionAnswer): string {
  const last = authorizations.at(-1);
  return last === undefined ? "the CSMS said nothing of it" : `the CSMS: ${last.status || "?"}`;
}

function links(count: number): string {
  return count === 1 ? "one link" : `${count} links`;
}

type TotalProps = {
  readonly name: string;
  readonly note: string;
  readonly children: React.ReactNode;
};

function Total({ name, note, children }: TotalProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{children}</b>
        <span className="faint">{note}</span>
      </dd>
    </div>
  );
}

export function TransactionStory({ answer }: Props) {
  const { transaction, start, stop, remoteStop, refusal, authorizations, limits } = answer;
  const { state, lastAt } = transaction;
  return (
    <section className="panel" aria-labelledby="st-story">
      <h2 id="st-story">How it went</h2>
      <dl className="st-story">
        <dt>Started by</dt>
        <dd>
          {startText(answer)} <Step step={start} none="its start is not in the record" />
        </dd>
        {authorizations.length > 0 && <dt>Authorized</dt>}
        {authorizations.map(({ at, status }) => (
          <dd key={at}>
            <Moment at={at} /> the CSMS said {status === "" ? "nothing" : status}
          </dd>
        ))}
        {refusal !== null && (
          <>
            <dt>Refused</dt>
            <dd>
              <Moment at={refusal.at} /> {refusal.status}, after {quantity(refusal.energyWh, "Wh")}{" "}
              <MessageLink of={refusal} />
            </dd>
          </>
        )}
        {limits.length > 0 && <dt>Limits</dt>}
        {limits.map((limit) => (
          <dd key={`${limit.linkId} ${limit.seq} ${limit.profileId}`}>
            <Moment at={limit.at} />{" "}
            {limit.limit === null ? "cleared" : `${limit.limit} ${limit.unit ?? ""}`} by profile{" "}
            {limit.profileId ?? "without id"} ({limit.purpose}) <MessageLink of={limit} />
          </dd>
        ))}
        {remoteStop !== null && (
          <>
            <dt>Remote stop</dt>
            <dd>
              <Moment at={remoteStop.at} /> asked for by the CSMS and accepted{" "}
              <MessageLink of={remoteStop} />
            </dd>
          </>
        )}
        <dt>{state === "open" ? "Newest" : "Stopped"}</dt>
        <dd>
          {stopText(answer)}{" "}
          {stop === null ? (
            <>
              — last heard of <Moment at={lastAt} />
            </>
          ) : (
            <Step step={stop} none="" />
          )}
        </dd>
      </dl>
    </section>
  );
}

type StepProps = { readonly step: TransactionStep | null; readonly none: string };

function Step({ step, none }: StepProps) {
  if (step === null) return <span className="faint">{none}</span>;
  const { times, answer } = step;
  return (
    <>
      <Moment at={step.at} /> <MessageLink of={step} />
      {times > 1 && <Mark tone="warning">sent {times} times</Mark>}{" "}
      {answer === null ? (
        <Mark tone="warning">not answered</Mark>
      ) : (
        <MessageLink of={answer}>
          {answer.outcome === "result" ? "answer" : (answer.errorCode ?? "error")}
        </MessageLink>
      )}
    </>
  );
}
