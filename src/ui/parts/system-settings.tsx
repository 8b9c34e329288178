/** The configuration in effect; it is changed by file, environment or flag, never here. */
import { useState } from "react";
import type { SystemAnswer } from "../../console/system-contract.ts";
import { Panel } from "./system-panel.tsx";

export function SystemSettings({ settings }: { readonly settings: SystemAnswer["settings"] }) {
  const [text, setText] = useState("");
  const word = text.trim().toLowerCase();
  const shown = settings.filter(({ key, value }) =>
    `${key}\n${value ?? ""}`.toLowerCase().includes(word),
  );
  return (
    <Panel title="Settings">
      <p className="faint">
        As this machine runs with them; credentials are hidden. <code>ocpptap config print</code>{" "}
        says where each comes from; a change takes effect with the next start.
      </p>
      <input
        type="search"
        value={text}
        placeholder="Search settings"
        aria-label="Search settings"
        onChange={({ target }) => setText(target.value)}
      />
      {shown.length === 0 && <p>No setting has “{text.trim()}” in it.</p>}
      <dl className="sy-settings">
        {shown.map(({ key, value }) => (
          <div key={key}>
            <dt className="mono">{key}</dt>
            <dd className={value === null ? "faint" : "mono"}>{value ?? "not set"}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
