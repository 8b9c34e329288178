/** Help: the search language as the parser has it, the keys, and where to find what. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { SearchFieldsAnswer } from "../../console/search-contract.ts";
import { apiUrl, getApi } from "../lib/api.ts";
import { Problem } from "../parts/problem.tsx";
import "../styles/reference.css";

export default function HelpPage() {
  return (
    <div className="ref-help">
      <h1>Help</h1>
      <Where />
      <Keys />
      <Language />
    </div>
  );
}

const where = [
  ["Why did this charge fail?", "/stations", "Stations: open one, its questions come first"],
  ["What did the charger say?", "/", "Messages: search, then open one"],
  ["What goes wrong most?", "/findings", "Findings"],
  ["What came with the new firmware?", "/findings/new-since", "New since a firmware"],
  ["Which command makes stations drop?", "/findings/drops", "Last message before a drop"],
  ["Is this message right?", "/tools", "Check messages"],
  ["How do I write one?", "/tools/build", "Build a message"],
  ["What does this word mean?", "/reference", "Reference"],
] as const;

function Where() {
  return (
    <section>
      <h2>Where to look</h2>
      <table>
        <tbody>
          {where.map(([question, path, name]) => (
            <tr key={path}>
              <td>{question}</td>
              <td>
                <Link href={path}>{name}</Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const keys = [
  ["/", "Messages: to the search box; Tab or Enter there takes what is proposed"],
  ["j k ↓ ↑", "Messages: to the next and the previous one; Enter opens it"],
  ["l", "Messages: live, and back"],
  ["Esc", "closes what is open"],
  ["← →", "along the bars of Findings, where Enter looks at the time of one; along a timeline"],
  ["+ −", "closer to a timeline, and away from it"],
  ["Tab", "through everything; the first one leads past the bar at the top"],
] as const;

function Keys() {
  return (
    <section>
      <h2>Keys</h2>
      <table>
        <tbody>
          {keys.map(([key, does]) => (
            <tr key={key}>
              <td>
                <kbd>{key}</kbd>
              </td>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Language() {
  const { data, error } = useQuery({
    queryKey: ["search-fields"],
    queryFn: ({ signal }) => getApi<SearchFieldsAnswer>("/api/search/fields", {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <section>
      <h2>The search language</h2>
      {error !== null && <Problem thrown={error} />}
      <ul>
        {data?.rules.map((rule) => (
          <li key={rule}>
            <Coded text={rule} />
          </li>
        ))}
      </ul>
      <table>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">What it looks at</th>
            <th scope="col">Try it</th>
          </tr>
        </thead>
        <tbody>
          {data?.fields.map(({ name, description, examples, values }) => (
            <tr key={name}>
              <td>
                <code>{name}</code>
              </td>
              <td>
                <Coded text={description} />
                {values.length > 0 && <span className="faint"> {values.join(", ")}</span>}
              </td>
              <td>
                {examples.map((example) => (
                  <div key={example}>
                    <Link href={apiUrl("/", { q: example, t: "24h" })}>
                      <code>{example}</code>
                    </Link>
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What stands between backticks is code. */
function Coded({ text }: { readonly text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text keep their order
      <code key={index}>{part}</code>
    ),
  );
}
