/** One exchange of a station, with both CSMSs: what it said, and what each answered, side by side. */
import { useMemo } from "react";
import { Link } from "wouter";
import type { ComparedDifference } from "../../console/comparison-contract.ts";
import type { Message, MessageReference } from "../../console/contract.ts";
import { compare } from "../lib/carried.ts";
import { nameOf, pathOf } from "../lib/message-words.ts";
import { ComparedFields } from "./message-counterparts.tsx";
import { useMessage } from "./message-one.ts";
import { Problem } from "./problem.tsx";
import "../styles/message-legs.css";

export function ComparisonPair({ example }: Pick<ComparedDifference, "example">) {
  const [old, now] = [useMessage(example.old), useMessage(example.new)];
  // Of a call that was not answered, the example is the call itself.
  const [oldCall, newCall] = [callOf(old.data?.message), callOf(now.data?.message)];
  const [asked, made] = [useMessage(oldCall), useMessage(newCall)];
  const failed = [old, now, asked, made].find(({ error }) => error !== null)?.error;
  if (failed !== undefined && failed !== null) return <Problem thrown={failed} />;
  if (old.data === undefined || now.data === undefined) return <p className="faint">Loading…</p>;
  return (
    <>
      {asked.data !== undefined && made.data !== undefined && (
        <Pair
          titles={["The station said", "The new CSMS was told"]}
          messages={[asked.data.message, made.data.message]}
        />
      )}
      <Pair
        titles={["The old CSMS", "The new CSMS"]}
        messages={[old.data.message, now.data.message]}
      />
    </>
  );
}

function callOf(message: Message | undefined): MessageReference | null {
  if (message === undefined) return null;
  const { linkId, requestSeq, seq, type } = message;
  if (type === "call") return { linkId, seq };
  return requestSeq === null ? null : { linkId, seq: requestSeq };
}

type PairProps = {
  readonly titles: readonly [string, string];
  readonly messages: readonly [Message, Message];
};

function Pair({ titles, messages: [one, other] }: PairProps) {
  const isHalf = (one.type === "call") !== (other.type === "call");
  const compared = useMemo(() => compare(one, other), [one, other]);
  return (
    <div className="m-leg-pair">
      <div className="m-leg-columns">
        <Side title={titles[0]} message={one} isSilent={isHalf && one.type === "call"} />
        <span className="faint">and</span>
        <Side title={titles[1]} message={other} isSilent={isHalf && other.type === "call"} />
      </div>
      {isHalf ? null : compared === null ? (
        <p className="faint">One of them cannot be read as JSON, or is too long to compare.</p>
      ) : (
        <ComparedFields compared={compared} />
      )}
    </div>
  );
}

type SideProps = {
  readonly title: string;
  readonly message: Message;
  /** What is there is the call that was not answered. */
  readonly isSilent: boolean;
};

function Side({ title, message, isSilent }: SideProps) {
  const how = message.type === "call" ? "" : " answered";
  return (
    <span>
      <b>
        {title}
        {isSilent ? " did not answer" : how}
      </b>{" "}
      <Link href={`${pathOf(message)}?t=all`}>{nameOf(message)}</Link>
    </span>
  );
}
