/** A form that sets a fault on purpose, or another one under a name that is set. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { FaultState } from "../../console/fault-contract.ts";
import { putApi } from "../lib/api.ts";
import {
  type DeedKind,
  deeds,
  emptyFault,
  type FaultForm as Filled,
  faultOf,
  lasting,
} from "../lib/fault.ts";
import { FAULTS } from "./fault-query.ts";
import { Problem } from "./problem.tsx";

type Change = (part: Partial<Filled>) => void;
type Part = { readonly form: Filled; readonly change: Change };

export function FaultForm({ station }: { readonly station: string }) {
  const queries = useQueryClient();
  const [form, setForm] = useState<Filled>({ ...emptyFault, station });
  const [failed, setFailed] = useState<unknown>(null);
  const change: Change = (part) => setForm({ ...form, ...part });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const path = `/api/faults/${encodeURIComponent(form.name.trim())}`;
      await putApi<FaultState>(path, faultOf(form, Date.now()));
      setFailed(null);
    } catch (thrown) {
      setFailed(thrown);
    }
    await queries.invalidateQueries({ queryKey: FAULTS });
  };
  return (
    <form className="fault-form" onSubmit={(event) => void submit(event)} aria-label="Set a fault">
      <Which {...{ form, change }} />
      <Deed {...{ form, change }} />
      <HowOften {...{ form, change }} />
      <button type="submit" disabled={form.name.trim() === "" || form.station.trim() === ""}>
        Set this fault
      </button>
      {failed !== null && <Problem thrown={failed} />}
    </form>
  );
}

type TextProps = Part & {
  readonly of: keyof Filled;
  readonly name: string;
  readonly placeholder?: string;
};

function Text({ form, change, of, name, placeholder }: TextProps) {
  return (
    <label>
      {name}{" "}
      <input
        value={form[of]}
        placeholder={placeholder}
        onChange={({ target }) => change({ [of]: target.value })}
      />
    </label>
  );
}

type ChoiceProps = Part & {
  readonly of: keyof Filled;
  readonly name: string;
  readonly among: readonly (readonly [value: string, text: string])[];
};

function Choice({ form, change, of, name, among }: ChoiceProps) {
  return (
    <label>
      {name}{" "}
      <select value={form[of]} onChange={({ target }) => change({ [of]: target.value })}>
        {among.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

const senders = [
  ["station", "the station"],
  ["csms", "the CSMS"],
] as const;

const types = [
  ["", "any message"],
  ["call", "calls"],
  ["callResult", "results"],
  ["callError", "errors"],
] as const;

function Which(part: Part) {
  return (
    <fieldset>
      <legend>Which messages</legend>
      <Text {...part} of="name" name="Name of the fault" placeholder="slow-status" />
      <Text {...part} of="station" name="Station" placeholder="CP-7" />
      <Choice {...part} of="sender" name="sent by" among={senders} />
      {part.form.kind !== "answer" && <Choice {...part} of="type" name="of them" among={types} />}
      <Text {...part} of="action" name="Action" placeholder="any, or e.g. Status*" />
    </fieldset>
  );
}

const hows = [
  ["truncate", "the JSON ends half-way"],
  ["flip", "one bit is another"],
  ["type", "a field has another type"],
  ["id", "the message id is another"],
] as const;

function Deed(part: Part) {
  const { kind } = part.form;
  const among = (Object.keys(deeds) as DeedKind[]).map((each) => [each, deeds[each]] as const);
  return (
    <fieldset>
      <legend>What is done</legend>
      <Choice {...part} of="kind" name="ocpptap will" among={among} />
      {kind === "delay" && <Text {...part} of="ms" name="for so many ms" />}
      {kind === "corrupt" && <Choice {...part} of="how" name="so that" among={hows} />}
      {kind === "answer" && <Text {...part} of="result" name="with this payload" />}
      {kind === "close" && (
        <>
          <Text {...part} of="code" name="with code" placeholder="none: reset" />
          <Text {...part} of="reason" name="and reason" />
        </>
      )}
    </fieldset>
  );
}

function HowOften(part: Part) {
  return (
    <fieldset>
      <legend>How often and how long</legend>
      <Text {...part} of="every" name="one in" placeholder="1" />
      <Text {...part} of="probability" name="with probability" placeholder="1" />
      <Text {...part} of="count" name="at most so many times" placeholder="no limit" />
      <Choice {...part} of="lastsMinutes" name="ends after" among={lasting} />
    </fieldset>
  );
}
