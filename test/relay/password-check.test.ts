import hashWasm from "hash-wasm";
import { expect, it, onTestFinished } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { openPasswordCheck } from "../../src/relay/password-check.ts";

const salt = Buffer.alloc(16, 7);
const password = Buffer.from("sesame");

function opened(msMax?: number) {
  const check = openPasswordCheck(msMax);
  onTestFinished(check.close);
  return check.check;
}

it("checks on a thread of its own, in order, while this one goes on", async () => {
  const hash = await hashWasm.bcrypt({ password, salt, costFactor: 8 });
  const check = opened();
  const answers = [check(hash, password), check(hash, Buffer.from("x")), check(hash, password)];
  expect(await Promise.all(answers)).toEqual(["right", "wrong", "right"]);
});

it("refuses what would wait too long, and replaces a thread that hangs", async () => {
  const slow = await hashWasm.bcrypt({ password, salt, costFactor: 4 });
  const check = opened(50);
  const dear = slow.replace("$04$", "$20$");
  const answers = Array.from({ length: limits.passwordsWaitingMax + 2 }, () =>
    check(dear, password),
  );
  expect(await answers.at(-1)).toBe("busy");
  expect(await answers[0]).toBe("busy");
});

it("who waits at the end hears that it is over", async () => {
  const check = openPasswordCheck();
  const answer = check.check("$6$a$b", password);
  check.close();
  expect([await answer, await check.check("x", password)]).toEqual(["busy", "busy"]);
});
