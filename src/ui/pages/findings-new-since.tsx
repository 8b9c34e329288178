/** New since a firmware: what stations of a model show since they run it, and did not before. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { FindingsAnswer, StationsAnswer } from "../../console/contract.ts";
import type { NewSinceAnswer, RuleShare } from "../../console/finding-contract.ts";
import { type Address, term, useAddress } from "../lib/address.ts";
import { apiUrl, getApi } from "../lib/api.ts";
import { timeParams } from "../lib/findings-address.ts";
import { dayAndClock } from "../lib/time.ts";
import { Empty } from "../parts/empty.tsx";
import { SpanChoice } from "../parts/finding-filters.tsx";
import { FindingTabs } from "../parts/finding-tabs.tsx";
import { Mark } from "../parts/mark.tsx";
import { Problem } from "../parts/problem.tsx";
import { useZone } from "../parts/zone.ts";

type Ran = { readonly vendor: string; readonly model: string; readonly firmware: string };

export default function NewSincePage() {
  const given = useAddress();
  // A firmware is compared with the ones before it: a day is rarely enough.
  const address = { ...given, get: (name: string) => given.get(name) || defaults[name] || "" };
  const { vendor, model, firmware } = asked(address);
  return (
    <>
      <FindingTabs />
      <h1>New since a firmware</h1>
      <p className="findings-lead faint">
        What was found on stations of a model since they run this firmware, beside what was found on
        stations of the same model with the firmwares before it.
      </p>
      <Choice address={address} />
      {model === "" || firmware === "" ? (
        <Empty title="Which firmware?">Choose a model and one of its firmwares above.</Empty>
      ) : (
        <Compared key={JSON.stringify([vendor, model, firmware])} address={address} />
      )}
    </>
  );
}

const defaults: Readonly<Record<string, string>> = { t: "all" };

const asked = ({ get }: Address): Ran => ({
  vendor: get("vendor"),
  model: get("model"),
  firmware: get("firmware"),
});

/** Models and firmwares as the stations are now, and as they were when something was found. */
function useRan(): readonly Ran[] {
  const stations = useQuery({
    queryKey: ["stations"],
    queryFn: ({ signal }) => getApi<StationsAnswer>("/api/stations", {}, signal),
  });
  const found = useQuery({
    queryKey: ["findings", "firmwares"],
    queryFn: ({ signal }) =>
      getApi<FindingsAnswer>("/api/findings", { group: "firmware", limit: 1000 }, signal),
  });
  const all = [...(stations.data?.stations ?? []), ...(found.data?.groups ?? [])].map(
    ({ vendor, model, firmware }) => ({
      ...{ vendor: vendor ?? "", model: model ?? "", firmware: firmware ?? "" },
    }),
  );
  const unique = new Map(all.map((ran) => [JSON.stringify(ran), ran]));
  return [...unique.values()]
    .filter(({ model, firmware }) => model !== "" && firmware !== "")
    .toSorted((one, other) => nameOf(one).localeCompare(nameOf(other), "en", { numeric: true }));
}

const nameOf = ({ vendor, model, firmware }: Ran) => `${vendor} ${model} ${firmware}`.trim();

function Choice({ address }: { readonly address: Address }) {
  const all = useRan();
  const { vendor, model, firmware } = asked(address);
  const chosen = JSON.stringify([vendor, model]);
  const models = new Map(
    all.map((ran) => [JSON.stringify([ran.vendor, ran.model]), `${ran.vendor} ${ran.model}`]),
  );
  if (model !== "") models.set(chosen, `${vendor} ${model}`.trim());
  const firmwares = new Set(
    all.filter((ran) => JSON.stringify([ran.vendor, ran.model]) === chosen).map((r) => r.firmware),
  );
  if (firmware !== "") firmwares.add(firmware);
  return (
    <div className="findings-form">
      <label>
        Model
        <select
          value={model === "" ? "" : chosen}
          onChange={({ target }) => {
            const [v = "", m = ""] =
              target.value === "" ? [] : (JSON.parse(target.value) as string[]);
            const of = all.filter((ran) => ran.vendor === v && ran.model === m);
            address.set({ vendor: v, model: m, firmware: of.at(-1)?.firmware ?? "" });
          }}
        >
          <option value="">choose one</option>
          {[...models].map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Firmware
        <select
          value={firmware}
          onChange={({ target }) => address.set({ firmware: target.value })}
          disabled={model === ""}
        >
          <option value="">choose one</option>
          {[...firmwares].map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <SpanChoice address={address} />
    </div>
  );
}

function Compared({ address }: { readonly address: Address }) {
  const params = { ...asked(address), ...timeParams(address.get) };
  const { data, error } = useQuery({
    queryKey: ["findings-new-since", params],
    queryFn: ({ signal }) => getApi<NewSinceAnswer>("/api/findings/new-since", params, signal),
  });
  if (error !== null) return <Problem thrown={error} />;
  if (data === undefined) return <Empty title="Comparing…" />;
  return (
    <>
      <Told answer={data} />
      {data.rules.length === 0 ? (
        <Empty title="Nothing was found with this firmware" />
      ) : (
        <Rules answer={data} ran={params} />
      )}
    </>
  );
}

function Told({ answer }: { readonly answer: NewSinceAnswer }) {
  const zone = useZone();
  const { stations, earlier, firmware, firstAt } = answer;
  const count = (number: number) => `${number} station${number === 1 ? "" : "s"}`;
  return (
    <p className="findings-lead">
      <b>{count(stations.since)}</b> ran <b>{firmware}</b>, the first since{" "}
      {dayAndClock(firstAt, zone).slice(0, 16)}.{" "}
      {earlier.length === 0 ? (
        "None of this model ran another firmware before it, so there is nothing to compare with."
      ) : (
        <>
          <b>{count(stations.before)}</b> ran one before it:{" "}
          {earlier.map((each) => each.firmware || "(not told)").join(", ")}.
        </>
      )}
    </p>
  );
}

function Rules({ answer, ran }: { readonly answer: NewSinceAnswer; readonly ran: Ran }) {
  const hasBefore = answer.stations.before > 0;
  return (
    <div className="findings-scroll">
      <table className="findings-table">
        <thead>
          <tr>
            <th scope="col">Worst</th>
            <th scope="col">What was found</th>
            <th scope="col">With {answer.firmware}</th>
            {hasBefore && <th scope="col">Before</th>}
            <th scope="col">
              <span className="unseen">More</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {answer.rules.map(({ rule, title, worst, isNew, since, before }) => (
            <tr key={rule}>
              <td>
                <Mark tone={worst}>{worst}</Mark>
              </td>
              <td>
                <Link href={`/rules/${encodeURIComponent(rule)}`} className="findings-name">
                  {title}
                </Link>{" "}
                {isNew && <Mark tone="error">new</Mark>}
              </td>
              <td>
                <Share of={since} />
              </td>
              {hasBefore && (
                <td>
                  <Share of={before} isBefore />
                </td>
              )}
              <td className="findings-more">
                <Link href={apiUrl("/findings", { view: "list", rule, t: "all", ...ran })}>
                  each of them
                </Link>
                <Link href={apiUrl("/", { q: term("finding", rule), t: "all" })}>messages</Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Share({ of, isBefore = false }: { readonly of: RuleShare; readonly isBefore?: boolean }) {
  return (
    <>
      <span className={isBefore ? "findings-part before" : "findings-part"}>
        <span style={{ width: `${Math.min(1, of.share) * 100}%` }} />
      </span>
      {Math.round(of.share * 100)} % of stations{" "}
      <span className="faint">
        ({of.findings} on {of.stations})
      </span>
    </>
  );
}
