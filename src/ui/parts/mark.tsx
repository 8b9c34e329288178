/** Small marks: severities, states, verdicts. Never by colour alone. */
import type { ReactNode } from "react";

export type Tone = "error" | "warning" | "note" | "ok" | "plain";

export function Mark({
  tone,
  title,
  children,
}: {
  readonly tone: Tone;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  return (
    <span className={`mark ${tone}`} title={title}>
      {children}
    </span>
  );
}

/** → from the station, ← from the CSMS. */
export function Way({ sender }: { readonly sender: "station" | "csms" }) {
  return sender === "station" ? (
    <span className="from-station" title="from the station">
      →<span className="unseen"> from the station</span>
    </span>
  ) : (
    <span className="from-csms" title="from the CSMS">
      ←<span className="unseen"> from the CSMS</span>
    </span>
  );
}
