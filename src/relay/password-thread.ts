/** The thread that checks passwords: a question in, its answer out, one at a time. */
import { parentPort } from "node:worker_threads";
import type { PasswordAnswer, PasswordQuestion } from "./password-check.ts";
import { isPassword } from "./password-hash.ts";

parentPort?.on("message", ({ id, hash, password }: PasswordQuestion) => {
  const answer = (isRight: boolean) => {
    parentPort?.postMessage({ id, isRight } satisfies PasswordAnswer);
  };
  isPassword(hash, Buffer.from(password)).then(answer, () => answer(false));
});
