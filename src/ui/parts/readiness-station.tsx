/** One station's readiness: its verdict in a row, and below it what the verdict rests on. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { MessageReference } from "../../console/contract.ts";
import { stationPath } from "../lib/address.ts";
import { pathOf } from "../lib/message-words.ts";
import {
  nameOf,
  type Readiness,
  reasonText,
  trafficText,
  verdictWords,
  weightWords,
} from "../lib/readiness.ts";
import { Mark } from "./mark.tsx";

type RowProps = {
  readonly station: Readiness;
  readonly isOpen: boolean;
  readonly toggle: () => void;
};

export function ReadinessRow({ station, isOpen, toggle }: RowProps) {
  const { stationId, verdict, reasons } = station;
  const [first] = reasons;
  const { tone, words } = verdictWords[verdict];
  return (
    <tr>
      <td className="findings-whole">
        <Link href={stationPath(stationId)}>{stationId}</Link>
      </td>
      <td>{nameOf(station) || <span className="faint">never booted here</span>}</td>
      <td>
        <Mark tone={tone}>{words}</Mark>
      </td>
      <td>
        {first === undefined ? <span className="faint">nothing</span> : first.title}
        {reasons.length > 1 && <span className="faint"> and {reasons.length - 1} more</span>}
      </td>
      <td className="findings-more">
        <button type="button" aria-expanded={isOpen} onClick={toggle}>
          details
        </button>
      </td>
    </tr>
  );
}

export function ReadinessDetails({ station }: { readonly station: Readiness }) {
  const { reasons, actions, keys, transfers, losses, quirks } = station;
  return (
    <div className="readiness-details">
      <p>{trafficText(station)}</p>
      <Table
        name="Why"
        heads={["Weight", "What", "Times", "Example"]}
        rows={reasons.map((reason) => [
          <Mark key="weight" tone={weightWords[reason.weight].tone}>
            {weightWords[reason.weight].words}
          </Mark>,
          reasonText(reason),
          reason.count,
          <Example key="example" of={reason.example} />,
        ])}
      />
      <Table
        name="Actions"
        heads={["Action", "Sent by", "Times", "Becomes", "Example"]}
        rows={actions.map((use) => [
          ...[use.action, use.sender, use.count, becomesText(use)],
          <Example key="example" of={use.example} />,
        ])}
      />
      <Table
        name="Configuration keys"
        heads={["Key", "How", "Variable", "Note", "Example"]}
        rows={keys.map(({ key, how, variable, note, example }) => [
          ...[key, keyWords[how], variable ?? "", note],
          <Example key="example" of={example} />,
        ])}
      />
      <Table
        name="DataTransfers"
        heads={["Vendor", "Message", "Sent by", "Times", "Accepted", "Carried", "Example"]}
        rows={transfers.map(({ vendorId, messageId, sender, count, accepted, way, example }) => [
          ...[vendorId, messageId, sender, count, accepted, wayWords[way]],
          <Example key="example" of={example} />,
        ])}
      />
      <Table
        name="Lost in translation"
        heads={["What", "Instead", "Times", "Example"]}
        rows={losses.map(({ what, instead, count, example }) => [
          ...[what, instead, count],
          <Example key="example" of={example} />,
        ])}
      />
      <Table
        name="What it does that matters"
        heads={["Finding", "Meaning", "Times", "Example"]}
        rows={quirks.map(({ title, meaning, count, example }) => [
          ...[title, meaning, count],
          <Example key="example" of={example} />,
        ])}
      />
    </div>
  );
}

type TableProps = {
  readonly name: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly ReactNode[])[];
};

function Table({ name, heads, rows }: TableProps) {
  if (rows.length === 0) return null;
  return (
    <div className="findings-scroll">
      <table className="findings-table">
        <caption>{name}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            // Together they name what the row is about.
            <tr key={cells.slice(0, 3).map(String).join(" ")}>
              {cells.map((cell, at) => (
                <td key={heads[at]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Example({ of }: { readonly of: MessageReference | null }) {
  return of === null ? (
    <span className="faint">—</span>
  ) : (
    <Link href={`${pathOf(of)}?t=all`}>message {of.seq}</Link>
  );
}

const keyWords = {
  carried: "carried",
  changed: "changed",
  vendor: "by its own name",
  refused: "refused",
} as const satisfies Record<Readiness["keys"][number]["how"], string>;

const wayWords = {
  dataTransfer: "as DataTransfer",
  plugAndCharge: "as the messages in it",
  prices: "as prices for the display",
  refused: "not at all",
} as const satisfies Record<Readiness["transfers"][number]["way"], string>;

function becomesText({ becomes, sender }: Readiness["actions"][number]): string {
  if (becomes.length === 0) return "nothing";
  const told = becomes.map(({ action, count }) => (count === null ? action : `${action} ${count}`));
  return sender === "csms" ? `asked by ${told.join(", ")}` : told.join(", ");
}
