/** The HTTP API's answers about who asks: pure types, like contract.ts. */

export type SessionRole = "viewer" | "operator" | "admin";

export type SessionAnswer = {
  /** Null: nobody, who has to sign in first. */
  readonly name: string | null;
  readonly role: SessionRole | null;
  /** How one can sign in. Neither: nobody has to, and everybody may everything. */
  readonly ways: { readonly token: boolean; readonly oidc: boolean };
  /** Of a browser's session; ISO 8601 UTC. */
  readonly endsAt: string | null;
};

export type AuditEntry = {
  readonly at: string;
  readonly who: string | null;
  readonly role: SessionRole | null;
  readonly from: string;
  /** Method and path with its query, as it came; credentials are hidden. */
  readonly call: string;
  /** asked: kept before it was done; its outcome is an entry of its own. */
  readonly outcome: "asked" | "done" | "refused" | "failed";
  readonly status: number | null;
  /** What was written, or why it was refused. */
  readonly detail: string;
};

export type AuditAnswer = {
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
};
