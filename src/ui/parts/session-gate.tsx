/** In front of every page: who looks, and the page to sign in where somebody has to. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import type { SessionAnswer } from "../../console/access-contract.ts";
import { getApi, whenSignedOut } from "../lib/api.ts";
import { isSignInNeeded } from "../lib/session.ts";
import { Empty } from "./empty.tsx";
import { Problem } from "./problem.tsx";
import { SessionContext } from "./session-context.ts";
import { SignIn } from "./sign-in.tsx";

/** A session can end while nobody asks for anything. */
const REFRESH_MS = 30_000;

export function SessionGate({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ["session"],
    queryFn: ({ signal }) => getApi<SessionAnswer>("/api/session", {}, signal),
    refetchInterval: REFRESH_MS,
  });
  useEffect(() => whenSignedOut(() => void refetch()), [refetch]);
  if (data === undefined) {
    return error === null ? (
      <Empty title="Asking who you are…" />
    ) : (
      <Problem thrown={error} again={() => void refetch()} />
    );
  }
  const taken = (session: SessionAnswer) => {
    // What the one before was shown is not the next one's.
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
    queries.setQueryData(["session"], session);
  };
  if (isSignInNeeded(data)) return <SignIn session={data} signedIn={taken} />;
  return <SessionContext value={data}>{children}</SessionContext>;
}
