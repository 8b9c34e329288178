/** In the bar: who is signed in, with which role, and the way out. */
import { useQueryClient } from "@tanstack/react-query";
import { use } from "react";
import type { SessionAnswer } from "../../console/access-contract.ts";
import { deleteApi } from "../lib/api.ts";
import { SessionContext } from "./session-context.ts";

export function SessionWho() {
  const session = use(SessionContext);
  const queries = useQueryClient();
  if (session === null || session.name === null) return null;
  const { name, role } = session;
  const signOut = async () => {
    const nobody = await deleteApi<SessionAnswer>("/api/session").catch(() => null);
    if (nobody === null) await queries.invalidateQueries({ queryKey: ["session"] });
    else queries.setQueryData(["session"], nobody);
  };
  return (
    <>
      <span className="who" title={`Signed in as ${name}, with the role ${role}`}>
        {name} <span className="faint">{role}</span>
      </span>
      <button type="button" className="quiet" onClick={() => void signOut()}>
        Sign out
      </button>
    </>
  );
}
