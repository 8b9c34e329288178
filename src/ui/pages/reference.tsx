/** The standards in words: every action by block, and whatever word of a message one looks up. */
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import type { ExplanationAnswer, ReferenceAnswer } from "../../console/contract.ts";
import { type Address, useAddress, usePathParts } from "../lib/address.ts";
import { apiUrl, getApi } from "../lib/api.ts";
import { matchingActions } from "../lib/reference-tree.ts";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { ActionText } from "../parts/reference-action.tsx";
import { WordText } from "../parts/reference-word.tsx";
import "../styles/reference.css";

/** Looked up most: one of each kind of word. */
const beginnings = [
  ["BootNotification", "the first thing a station says"],
  ["StatusNotification", "what state a connector is in, and its faults"],
  ["StartTransaction", "how a session begins in 1.6"],
  ["TransactionEvent", "all of a session in 2.0.1"],
  ["MeterValues", "energy, power, current, state of charge"],
  ["SetChargingProfile", "limits of current and power"],
  ["SuspendedEVSE", "a value: why does it not charge?"],
  ["FormationViolation", "an error code: what was wrong?"],
  ["idTag", "a field: what may be in it?"],
] as const;

function Beginnings() {
  return (
    <ul className="ref-beginnings" aria-label="Looked up most">
      {beginnings.map(([word, about]) => (
        <li key={word}>
          <Link href={`/reference/${word}`}>{word}</Link> <span className="faint">{about}</span>
        </li>
      ))}
    </ul>
  );
}

const versions = ["1.6", "2.0.1", "2.1"] as const;

export default function ReferencePage() {
  const [, word = ""] = usePathParts();
  const address = useAddress();
  return (
    <div className="ref-page" data-chosen={word !== ""}>
      <Index address={address} word={word} />
      <div className="ref-text">
        {word === "" && <h1 className="unseen">Reference</h1>}
        {word === "" ? (
          <>
            <Empty title="What does it mean?">
              Choose an action, or look up any word of a message: a value, an error code, a field.
            </Empty>
            <Beginnings />
          </>
        ) : (
          <Word key={word} word={word} address={address} />
        )}
      </div>
    </div>
  );
}

function Index({ address, word }: { readonly address: Address; readonly word: string }) {
  const version = address.get("list");
  const [words, setWords] = useState(address.get("q"));
  const [, navigate] = useLocation();
  const { data } = useQuery({
    queryKey: ["reference", version],
    queryFn: ({ signal }) => getApi<ReferenceAnswer>("/api/reference", { version }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const shown = matchingActions(data?.actions ?? [], words);
  const lookUp = (event: FormEvent) => {
    event.preventDefault();
    const asked = words.trim();
    if (asked !== "") navigate(`/reference/${encodeURIComponent(asked)}`);
  };
  return (
    <nav className="ref-index" aria-label="Actions">
      <form onSubmit={lookUp}>
        <input
          type="search"
          value={words}
          onChange={({ target }) => {
            setWords(target.value);
            address.set({ q: target.value }, "replace");
          }}
          placeholder="Action or any word"
          aria-label="Search the reference"
        />
      </form>
      <fieldset className="ref-versions">
        <legend className="unseen">Version</legend>
        {["", ...versions].map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === version}
            onClick={() => address.set({ list: each }, "replace")}
          >
            {each === "" ? "all" : each}
          </button>
        ))}
      </fieldset>
      {inBlocks(shown).map(([block, actions]) => (
        <section key={block}>
          <h2>{block}</h2>
          <ul>
            {actions.map(({ action, purpose }) => (
              <li key={action}>
                <Link
                  href={apiUrl(`/reference/${action}`, { list: version, version, q: words })}
                  aria-current={action.toLowerCase() === word.toLowerCase() ? "page" : undefined}
                  title={purpose}
                >
                  {action}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {data !== undefined && shown.length === 0 && (
        <p className="faint">No action; Enter looks it up as a word.</p>
      )}
    </nav>
  );
}

/** 1.6 has profiles, 2.x has blocks with a letter: each in the order of their names. */
function inBlocks(actions: ReferenceAnswer["actions"]) {
  const blocks = [...Map.groupBy(actions, ({ block }) => block)];
  return blocks.toSorted(([one], [other]) => one.localeCompare(other, "en"));
}

function Word({ word, address }: { readonly word: string; readonly address: Address }) {
  const { data, error } = useQuery({
    queryKey: ["explanation", word],
    queryFn: ({ signal }) =>
      getApi<ExplanationAnswer>(`/api/reference/${encodeURIComponent(word)}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  useEffect(() => {
    window.scrollTo(0, 0);
  }, []);
  if (error !== null) return <Problem thrown={error} />;
  if (data === undefined) return <Empty title="Looking…" />;
  const asked = address.get("version");
  const action = data.actions.find(({ version }) => version === asked) ?? data.actions[0];
  return (
    <article>
      <p className="ref-back">
        <Link href="/reference">← All actions</Link>
      </p>
      <h1>
        {data.word}{" "}
        {data.actions.length > 0 && (
          <span className="ref-versions">
            {data.actions.map(({ version }) => (
              <Link
                key={version}
                href={address.with({ version })}
                aria-current={version === action?.version ? "page" : undefined}
              >
                OCPP {version}
              </Link>
            ))}
          </span>
        )}
      </h1>
      {action === undefined ? <WordText explanation={data} /> : <ActionText action={action} />}
    </article>
  );
}
