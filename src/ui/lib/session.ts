/** Who looks at the page, and what they may do. */
import type { SessionAnswer, SessionRole } from "../../console/access-contract.ts";

const roles: readonly SessionRole[] = ["viewer", "operator", "admin"];

/** Somebody has to sign in before there is anything to see. */
export function isSignInNeeded({ role }: SessionAnswer): boolean {
  return role === null;
}

/** Each role may what those before it may; the console decides, this only hides buttons. */
export function isAllowed(session: SessionAnswer | null, needed: SessionRole): boolean {
  const role = session?.role ?? null;
  return role !== null && roles.indexOf(role) >= roles.indexOf(needed);
}

/** Why a way to the provider ended here, of the code that came back with it; null: it did not. */
export function signInProblem(search: string): string | null {
  const code = new URLSearchParams(search).get("signIn");
  if (code === null) return null;
  return code === "NO_ROLE"
    ? "Your provider knows you, but none of your groups has a role here. Ask whoever runs this console."
    : "Signing in at the provider did not work. Try again; the console's log says more.";
}
