import { expect, it } from "vitest";
import { escaped, letterOf } from "../../src/alerts/letter.ts";
import { HOSTILE, notice } from "./samples.ts";

it("has a subject, a text and HTML that say the same", () => {
  const { subject, text, html } = letterOf(notice());
  expect(subject).toBe("[ocpptap] error: A call was not answered on CP-1");
  for (const said of ["2 findings on 1 station: CP-1.", "Look at the CSMS."]) {
    expect(text).toContain(said);
    expect(html).toContain(said);
  }
  expect(html).toContain('href="https://tap.example/findings?rule=call-timeout"');
});

it("is harmless whatever a station is called", () => {
  const stations = { count: 1, isAtLeast: false, first: [HOSTILE] };
  const { subject, html } = letterOf(
    notice({ title: HOSTILE, summary: HOSTILE, quote: HOSTILE, alert: "a", stations }),
  );
  expect(subject).not.toMatch(/[\r\n\p{Cc}]/u);
  expect(subject.length).toBeLessThanOrEqual(160);
  expect(html).not.toContain("<img");
  expect(html).not.toContain("alert(1)>");
});

it("escapes the five characters of HTML", () => {
  expect(escaped(`<a href="x">'&'</a>`)).toBe(
    "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;",
  );
});
