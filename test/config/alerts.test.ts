import { expect, it } from "vitest";
import { alertSchema, alertsProblem } from "../../src/config/alerts.ts";

const hook = { webhook: { url: "https://hooks.example/x" } };
const parse = (more: object) => alertSchema.safeParse({ name: "a", to: [hook], ...more });
const alert = (more: object = {}) => alertSchema.parse({ name: "a", to: [hook], ...more });

it("means all findings, by rule, where nothing else is said", () => {
  expect(alert()).toMatchObject({
    ...{ on: "findings", when: "", groupBy: ["rule"], quote: false },
    atLeast: { stations: 1, findings: 1 },
  });
});

it("takes no address of e-mail that could be a header, and no unknown zone", () => {
  const email = { smtp: "smtp://mail.example", from: "a@b.example", to: "c@d.example" };
  expect(parse({ to: [{ email }] }).success).toBe(true);
  for (const to of ["x@y.example\r\nBcc: z@y.example", "Ops <c@d.example>", "c"]) {
    expect(parse({ to: [{ email: { ...email, to } }] }).success).toBe(false);
  }
  const quietHours = { from: "22:00", to: "06:00" };
  expect(parse({ quietHours }).success).toBe(true);
  expect(parse({ quietHours: { ...quietHours, timeZone: "Mars/Base" } }).success).toBe(false);
  expect(parse({ quietHours: { ...quietHours, from: "24:00" } }).success).toBe(false);
  expect(parse({ to: [] }).success).toBe(false);
  expect(parse({ to: [{ webhook: { url: "file:///etc/passwd" } }] }).success).toBe(false);
});

it("finds two of one name, and receivers that say nothing", () => {
  expect(alertsProblem([alert()])).toBeNull();
  expect(alertsProblem([alert(), alert()])).toContain("[1] (a) has the name of another");
  expect(alertsProblem([alert({ to: [{}] })])).toContain("none of webhook, slack and email");
  expect(alertsProblem([alert({ to: [{ slack: {} }] })])).toContain("neither url nor urlFile");
});
