import { expect, it } from "vitest";
import { translationLines } from "../../src/cli/translation-reference.ts";
import { actionsOf } from "../../src/ocpp/actions.ts";
import { ledger } from "../../src/translate/ledger.ts";
import { defaultSettings } from "../../src/translate/settings.ts";

it("has every message of 1.6, every loss and every option", () => {
  const lines = translationLines();
  for (const action of actionsOf("1.6")) {
    expect(
      lines.some((line) => line.startsWith(`| ${action} |`)),
      action,
    ).toBe(true);
  }
  for (const loss of Object.keys(ledger)) {
    expect(
      lines.some((line) => line.startsWith(`| ${loss} |`)),
      loss,
    ).toBe(true);
  }
  for (const option of Object.keys(defaultSettings)) {
    // These two follow from where the configuration stands.
    if (option === "versions" || option === "isShadow") continue;
    expect(
      lines.some((line) => line.startsWith(`| \`${option}\` |`)),
      option,
    ).toBe(true);
  }
});
