import { expect, it } from "vitest";
import { errorsAreToldAtClose, howOfError, textOfError } from "../../src/relay/socket-errors.ts";

const failure = (code: string, message: string) => Object.assign(new Error(message), { code });

it.each([
  ["ECONNRESET", "reset"],
  ["EPIPE", "reset"],
  ["ETIMEDOUT", "timeout"],
  ["EHOSTUNREACH", "timeout"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "error"],
])("%s is a %s", (code, how) => {
  expect(howOfError(failure(code, "x"))).toBe(how);
});

it("the text names the code once", () => {
  expect(textOfError(failure("ECONNRESET", "read ECONNRESET"))).toBe("read ECONNRESET");
  expect(textOfError(failure("EPIPE", "broken"))).toBe("EPIPE: broken");
  expect(textOfError(new Error("odd"))).toBe("odd");
  expect(errorsAreToldAtClose()).toBeUndefined();
});
