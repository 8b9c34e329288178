/** The query: written with completion from the search language and from what is there. */
import { useQuery } from "@tanstack/react-query";
import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { FacetsAnswer, SearchFieldsAnswer } from "../../console/search-contract.ts";
import { getApi } from "../lib/api.ts";
import { type Completion, type CompletionOption, complete } from "../lib/completion.ts";

type Props = {
  readonly query: string;
  readonly facets: FacetsAnswer["facets"] | undefined;
  readonly submit: (query: string) => void;
  readonly input: RefObject<HTMLInputElement | null>;
  /** Down from here, where nothing is offered. */
  readonly leave: () => void;
};

const closed: Completion = { from: 0, to: 0, options: [] };

export function useSearchFields() {
  return useQuery({
    queryKey: ["search", "fields"],
    queryFn: ({ signal }) => getApi<SearchFieldsAnswer>("/api/search/fields", {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function QueryBox({ query, facets, submit, input, leave }: Props) {
  const [text, setText] = useState(query);
  const [offered, setOffered] = useState(closed);
  const [chosen, setChosen] = useState(-1);
  const { data: language } = useSearchFields();
  const values = useMemo(() => valuesOf(facets), [facets]);
  const caretWanted = useRef<number | null>(null);
  useEffect(() => setText(query), [query]);
  // At once: whoever types on must not find the caret moved a moment later.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the text is there
  useLayoutEffect(() => {
    const caret = caretWanted.current;
    caretWanted.current = null;
    if (caret !== null) input.current?.setSelectionRange(caret, caret);
  }, [text, input]);

  function offer(written: string, caret: number): void {
    const known = { fields: language?.fields ?? [], values };
    setOffered(complete(written, caret, known));
    setChosen(-1);
  }
  function accept(option: CompletionOption): void {
    const written = text.slice(0, offered.from) + option.text + text.slice(offered.to);
    const caret = offered.from + option.text.length;
    setText(written);
    caretWanted.current = caret;
    input.current?.focus();
    offer(written, caret);
  }
  function close(): void {
    setOffered(closed);
    setChosen(-1);
  }
  const { options } = offered;
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const option = options[chosen];
    const isOpen = options.length > 0;
    if (event.key === "ArrowDown" && isOpen) setChosen((chosen + 1) % options.length);
    else if (event.key === "ArrowUp" && isOpen) {
      setChosen((chosen <= 0 ? options.length : chosen) - 1);
    } else if (event.key === "Enter" && option !== undefined) accept(option);
    else if (event.key === "Tab" && isOpen && !event.shiftKey) accept(option ?? first(options));
    else if (event.key === "Escape" && isOpen) close();
    else if (event.key === "Escape") input.current?.blur();
    else if (event.key === "ArrowDown") leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <form
      className="m-query"
      onSubmit={(event) => {
        event.preventDefault();
        close();
        submit(text.trim());
      }}
    >
      <input
        ref={input}
        id="q"
        type="search"
        role="combobox"
        aria-label="Query"
        aria-expanded={options.length > 0}
        aria-controls="q-options"
        aria-autocomplete="list"
        aria-activedescendant={chosen < 0 ? undefined : `q-option-${chosen}`}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={4096}
        placeholder="station:CP-7* action:StatusNotification payload.status:Faulted"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          offer(target.value, target.selectionStart ?? target.value.length);
        }}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      <button type="submit" className="go">
        Search
      </button>
      <Options options={options} chosen={chosen} accept={accept} />
    </form>
  );
}

function first(options: readonly CompletionOption[]): CompletionOption {
  return options[0] ?? { text: "", label: "", hint: "" };
}

function Options({
  options,
  chosen,
  accept,
}: {
  readonly options: readonly CompletionOption[];
  readonly chosen: number;
  readonly accept: (option: CompletionOption) => void;
}) {
  return (
    <div id="q-options" role="listbox" aria-label="Completions" hidden={options.length === 0}>
      {options.map((option, index) => (
        <div
          key={option.text}
          id={`q-option-${index}`}
          role="option"
          aria-selected={index === chosen}
          tabIndex={-1}
          // Before the input loses its focus, and with it the options.
          onMouseDown={(event) => {
            event.preventDefault();
            accept(option);
          }}
        >
          <b className="mono">{option.label}</b>
          <span className="faint">{option.hint}</span>
        </div>
      ))}
    </div>
  );
}

function valuesOf(facets: FacetsAnswer["facets"] | undefined) {
  const counted = (field: "station" | "action" | "type") =>
    (facets?.[field] ?? []).map(({ value, messages }) => ({ value, hint: `${messages} messages` }));
  return {
    station: counted("station"),
    action: counted("action"),
    type: counted("type"),
    finding: (facets?.finding ?? []).map(({ value, title }) => ({ value, hint: title })),
  };
}
