/**
 * axe-core in the page: what it calls a serious or critical violation of WCAG 2.2 A and AA. It is
 * run in the page as a script of the test's own, past the security policy, not loaded by it.
 */
import axe from "axe-core";
import type { Page } from "playwright-core";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

type Violation = {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
};

/** Sentences, one for each element; none where all is well. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger: the policy allows no inline script, and stays as it is.
  await page.evaluate(axe.source);
  const violations = await page.evaluate<readonly Violation[]>(
    `axe.run(document, { runOnly: ${JSON.stringify(TAGS)} }).then((found) => found.violations)`,
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ html, failureSummary = "" }) =>
          `${id}: ${help}: ${html.slice(0, 160)} ${failureSummary.replaceAll("\n", " ").slice(0, 200)}`,
      ),
    );
}
