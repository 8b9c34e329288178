/** Two answers to the same words of a station, side by side, field by field. */
import { useMemo } from "react";
import { Link } from "wouter";
import type { ComparedDifference } from "../../console/comparison-contract.ts";
import type { MessageReference } from "../../console/contract.ts";
import { compare } from "../lib/carried.ts";
import { nameOf, pathOf } from "../lib/message-words.ts";
import { ComparedFields } from "./message-counterparts.tsx";
import { useMessage } from "./message-one.ts";
import { Problem } from "./problem.tsx";
import "../styles/message-legs.css";

export function ComparisonPair({ example }: Pick<ComparedDifference, "example">) {
  const [old, now] = [useMessage(example.old), useMessage(example.new)];
  const compared = useMemo(
    () =>
      old.data === undefined || now.data === undefined
        ? null
        : compare(old.data.message, now.data.message),
    [old.data, now.data],
  );
  const failed = old.error ?? now.error;
  if (failed !== null) return <Problem thrown={failed} />;
  if (old.data === undefined || now.data === undefined) return <p className="faint">Loading…</p>;
  return (
    <div className="m-leg-pair">
      <div className="m-leg-columns">
        <Side name="Old" reference={example.old} said={nameOf(old.data.message)} />
        <span className="faint">and</span>
        <Side name="New" reference={example.new} said={nameOf(now.data.message)} />
      </div>
      {compared === null ? (
        <p className="faint">One of them cannot be read as JSON, or is too long to compare.</p>
      ) : (
        <ComparedFields compared={compared} />
      )}
    </div>
  );
}

type SideProps = {
  readonly name: string;
  readonly reference: MessageReference;
  readonly said: string;
};

function Side({ name, reference, said }: SideProps) {
  return (
    <span>
      <b>{name}</b>{" "}
      <Link href={`${pathOf(reference)}?t=all`}>
        {said}, {name.toLowerCase()} CSMS
      </Link>
    </span>
  );
}
