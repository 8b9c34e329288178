/** The search language, out of the table that the parser reads. */
import { useEffect, useRef } from "react";
import { useSearchFields } from "./query-box.tsx";

export function QueryHelp({
  isOpen,
  close,
}: {
  readonly isOpen: boolean;
  readonly close: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { data } = useSearchFields();
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} className="m-help" aria-label="Search language" onClose={close}>
      <button type="button" className="quiet m-close" aria-label="Close" onClick={close}>
        ✕
      </button>
      <h2>Search language</h2>
      <ul>
        {data?.rules.map((rule) => (
          <li key={rule}>
            <Marked text={rule} />
          </li>
        ))}
      </ul>
      <table>
        <thead>
          <tr>
            <th>Field</th>
            <th>Meaning</th>
            <th>Examples</th>
          </tr>
        </thead>
        <tbody>
          {data?.fields.map(({ name, description, examples }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}:</code>
              </th>
              <td>{description}</td>
              <td>
                {examples.map((example) => (
                  <code key={example}>{example}</code>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </dialog>
  );
}

/** Text between back quotes is code. */
function Marked({ text }: { readonly text: string }) {
  return text
    .split("`")
    .map((part, index) =>
      index % 2 === 1 ? <code key={part}>{part}</code> : <span key={part}>{part}</span>,
    );
}
