/** The page to sign in: a token once, or the way to the provider. */
import { type FormEvent, useState } from "react";
import type { SessionAnswer } from "../../console/access-contract.ts";
import { postApi } from "../lib/api.ts";
import { signInProblem } from "../lib/session.ts";
import { Problem } from "./problem.tsx";

type Props = {
  readonly session: SessionAnswer;
  readonly signedIn: (session: SessionAnswer) => void;
};

export function SignIn({ session, signedIn }: Props) {
  const { token, oidc } = session.ways;
  const problem = signInProblem(location.search);
  return (
    <main id="page" className="sign-in">
      <h1>
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="32" height="32" /> ocpptap
      </h1>
      {problem !== null && <Problem thrown={problem} />}
      {oidc && (
        <p>
          <a className="sign-in-way" href="/api/session/oidc">
            Sign in with your account
          </a>
        </p>
      )}
      {token && <TokenForm signedIn={signedIn} />}
    </main>
  );
}

function TokenForm({ signedIn }: Pick<Props, "signedIn">) {
  const [token, setToken] = useState("");
  const [failed, setFailed] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      signedIn(await postApi<SessionAnswer>("/api/session", { token: token.trim() }));
    } catch (thrown) {
      setFailed(thrown);
      setBusy(false);
    }
  };
  return (
    <form className="panel" onSubmit={(event) => void submit(event)} aria-label="Sign in">
      <label htmlFor="token">Token</label>
      <input
        id="token"
        type="password"
        autoComplete="current-password"
        spellCheck={false}
        required
        value={token}
        onChange={({ target }) => setToken(target.value)}
      />
      <p className="faint">
        Whoever runs this console gives you one. It is kept by no page: this browser gets a cookie
        that ends by itself.
      </p>
      {failed !== null && <Problem thrown={failed} />}
      <button type="submit" disabled={isBusy}>
        Sign in
      </button>
    </form>
  );
}
