/** The frame that was built: as it goes on the wire, checked with every change, to be copied. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { CheckAnswer, CheckFinding } from "../../console/contract.ts";
import { apiUrl, postApi } from "../lib/api.ts";
import { checkTextOf, type Draft, frameOf, lineOf } from "../lib/frame.ts";
import { Found, Line } from "./form-checked.tsx";
import { useDebounced } from "./form-debounced.tsx";
import { Mark, Way } from "./mark.tsx";

/** Soon enough to be at once, late enough not to ask with every letter. */
const QUIET_MS = 250;
/** How long the button says that it has copied. */
const COPIED_MS = 2_000;

export function FormFrame({
  draft,
  onId,
  onAgain,
}: {
  readonly draft: Draft;
  readonly onId: (id: string) => void;
  readonly onAgain: () => void;
}) {
  const frame = JSON.stringify(frameOf(draft));
  const { version } = draft;
  const text = useDebounced(checkTextOf(draft), QUIET_MS);
  const { data, error } = useQuery({
    queryKey: ["check-frame", text, version],
    queryFn: () => postApi<CheckAnswer>("/api/check", { text }, { version }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    placeholderData: (before) => before,
  });
  const findings = (data?.findings ?? []).filter(({ line }) => line === lineOf(draft));
  return (
    <aside className="tools-frame panel" aria-label="The frame">
      <header>
        {draft.senders.map((sender) => (
          <Way key={sender} sender={sender} />
        ))}
        <span className="faint">
          sent by the {draft.senders.join(" or the ").replaceAll("csms", "CSMS")}
        </span>
        <span className="tools-verdict" role="status">
          {error !== null && <Mark tone="error">not checked: {error.message}</Mark>}
          {error === null && data !== undefined && (
            <Verdict version={version} findings={findings} />
          )}
        </span>
      </header>
      <Line line={frame} findings={findings} />
      <p className="tools-actions">
        <Copy text={frame} />
        <Link href={apiUrl("/tools", { text: frame, version })}>Check it with others</Link>
        <button type="button" className="quiet" onClick={onAgain}>
          Begin again
        </button>
      </p>
      <label className="tools-id">
        <span className="faint">Message id</span>
        <input
          value={draft.messageId}
          maxLength={36}
          onChange={({ target }) => onId(target.value)}
          spellCheck={false}
        />
      </label>
      {findings.map((finding, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list of one answer never changes
        <Found key={index} finding={finding} />
      ))}
    </aside>
  );
}

/** Notes are about what a message means; it may be sent all the same. */
function Verdict({
  version,
  findings,
}: {
  readonly version: string;
  readonly findings: readonly CheckFinding[];
}) {
  const count = (of: CheckFinding["severity"]) =>
    findings.filter(({ severity }) => severity === of).length;
  const [errors, warnings, notes] = [count("error"), count("warning"), count("note")];
  const many = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
  if (errors > 0) return <Mark tone="error">{many(errors, "error")}</Mark>;
  if (warnings > 0) return <Mark tone="warning">{many(warnings, "warning")}</Mark>;
  return (
    <>
      <Mark tone="ok">valid OCPP {version}</Mark>{" "}
      {notes > 0 && <Mark tone="note">{many(notes, "note")}</Mark>}
    </>
  );
}

function Copy({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState("");
  const copy = async () => {
    await navigator.clipboard.writeText(text).then(
      () => setCopied("Copied"),
      () => setCopied("The browser does not allow it"),
    );
    setTimeout(() => setCopied(""), COPIED_MS);
  };
  return (
    <button type="button" className="go" onClick={() => void copy()}>
      {copied === "" ? "Copy the frame" : copied}
    </button>
  );
}
