/** A message or a whole trace, pasted or dropped: checked line by line. Nothing of it is stored. */
import { useQuery } from "@tanstack/react-query";
import { type ChangeEvent, type DragEvent, useEffect, useState } from "react";
import type { CheckAnswer } from "../../console/contract.ts";
import { type Address, useAddress } from "../lib/address.ts";
import { postApi } from "../lib/api.ts";
import { Empty } from "../parts/empty.tsx";
import { CheckedLines, Summary } from "../parts/form-checked.tsx";
import { useDebounced } from "../parts/form-debounced.tsx";
import { ToolTabs } from "../parts/form-tool-tabs.tsx";
import { Problem } from "../parts/problem.tsx";

/** What an address carries; longer texts stay in the page. Unit: characters. */
const ADDRESS_CHARS_MAX = 2_000;
/** What the API takes. Unit: bytes. */
const FILE_BYTES_MAX = 4_000_000;
/** A text of more lines begins with those that have findings. */
const LONG_LINES = 100;

const EXAMPLE = [
  '[2,"1","BootNotification",{"chargePointVendor":"ACME","chargePointModel":17}]',
  '[3,"1",{"status":"Acepted","currentTime":"2026-11-21T09:00:00","interval":300}]',
  '[2,"2","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available",}]',
  '[2,"3","Hartbeat",{}]',
].join("\n");

export default function CheckPage() {
  const address = useAddress();
  const [text, setText] = useState(() => address.get("text"));
  const [problem, setProblem] = useState("");
  const take = (next: string) => {
    setText(next);
    setProblem("");
    address.set({ text: next.length > ADDRESS_CHARS_MAX ? null : next }, "replace");
  };
  const takeFile = (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > FILE_BYTES_MAX) {
      setProblem(
        `${file.name} has ${(file.size / 1e6).toFixed(1)} MB; up to 4 MB are checked here. ` +
          "For larger files: ocpptap check FILE, or ocpptap import FILE to search it.",
      );
      return;
    }
    file.text().then(take, () => setProblem(`${file.name} could not be read.`));
  };
  useDropAnywhere(takeFile);
  return (
    <>
      <ToolTabs />
      <h1 className="unseen">Check messages</h1>
      <Options address={address} onFile={takeFile} onExample={() => take(EXAMPLE)} />
      <Paste text={text} onText={take} onFile={takeFile} />
      {problem !== "" && <Problem thrown={new Error(problem)} />}
      <Checked text={text} address={address} />
    </>
  );
}

type OnFile = (file: File | undefined) => void;

/** A file that is dropped beside the field would be opened instead of this page. */
function useDropAnywhere(onFile: OnFile): void {
  useEffect(() => {
    const over = (event: globalThis.DragEvent) => event.preventDefault();
    const drop = (event: globalThis.DragEvent) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      onFile(event.dataTransfer?.files[0]);
    };
    window.addEventListener("dragover", over);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("drop", drop);
    };
  });
}

function Options({
  address,
  onFile,
  onExample,
}: {
  readonly address: Address;
  readonly onFile: OnFile;
  readonly onExample: () => void;
}) {
  const choose = (name: string) => (event: ChangeEvent<HTMLSelectElement>) =>
    address.set({ [name]: event.target.value });
  return (
    <div className="tools-options">
      <label>
        <span className="unseen">OCPP version</span>
        <select value={address.get("version")} onChange={choose("version")}>
          <option value="">version: find out</option>
          <option value="1.6">OCPP 1.6</option>
          <option value="2.0.1">OCPP 2.0.1</option>
          <option value="2.1">OCPP 2.1</option>
        </select>
      </label>
      <label>
        <span className="unseen">Who sent what does not say it</span>
        <select value={address.get("sender")} onChange={choose("sender")}>
          <option value="">sender: find out</option>
          <option value="station">sent by the station</option>
          <option value="csms">sent by the CSMS</option>
        </select>
      </label>
      <label className="tools-file">
        Open a file
        <input
          type="file"
          className="unseen"
          onChange={({ target }) => onFile(target.files?.[0])}
        />
      </label>
      <button type="button" className="quiet" onClick={onExample}>
        Show me an example
      </button>
    </div>
  );
}

function Paste({
  text,
  onText,
  onFile,
}: {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onFile: OnFile;
}) {
  const [isOver, setIsOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    onFile(event.dataTransfer.files[0]);
  };
  return (
    <textarea
      className={isOver ? "tools-paste over" : "tools-paste"}
      value={text}
      rows={Math.min(12, Math.max(5, text.slice(0, 5_000).split("\n").length + 1))}
      onChange={({ target }) => onText(target.value)}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      spellCheck={false}
      aria-label="Messages to check"
      placeholder={
        'Paste OCPP messages, one a line, e.g. [2,"1","Heartbeat",{}]\n' +
        "or drop a file: a trace as JSON lines, a CSV, or the log of a CSMS or a station.\n" +
        "Nothing is stored."
      }
    />
  );
}

function Checked({ text, address }: { readonly text: string; readonly address: Address }) {
  const asked = useDebounced(text, 300);
  const params = { sender: address.get("sender"), version: address.get("version") };
  const { data, error } = useQuery({
    queryKey: ["check", asked, params],
    queryFn: async () => ({
      text: asked,
      answer: await postApi<CheckAnswer>("/api/check", asked, params),
    }),
    enabled: asked.trim() !== "",
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    placeholderData: (before) => before,
  });
  if (text.trim() === "") return <What />;
  if (error !== null) return <Problem thrown={error} />;
  if (data === undefined) return <Empty title="Checking…" />;
  const isLong = data.text.split("\n", LONG_LINES + 1).length > LONG_LINES;
  const show = (address.get("show") || (isLong ? "findings" : "all")) as "all" | "findings";
  return (
    <section aria-label="What was found">
      <div className="tools-bar">
        <Summary answer={data.answer} />
        <label>
          <input
            type="checkbox"
            checked={show === "findings"}
            onChange={({ target }) =>
              address.set({ show: target.checked ? "findings" : "all" }, "replace")
            }
          />{" "}
          only lines with findings
        </label>
      </div>
      <CheckedLines
        key={`${data.text.length} ${show}`}
        text={data.text}
        answer={data.answer}
        show={show}
      />
    </section>
  );
}

function What() {
  return (
    <Empty title="Does this message follow OCPP?">
      Every line goes through the same rules as recorded traffic: JSON, framing, the official
      schemas of OCPP 1.6, 2.0.1 and 2.1, and everything that follows from the order of messages.
    </Empty>
  );
}
