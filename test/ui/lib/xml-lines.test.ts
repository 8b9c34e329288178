import { expect, it } from "vitest";
import { indentedXml } from "../../../src/ui/lib/xml-lines.ts";

it("gives each element a line, and leaves what it says beside it", () => {
  expect(indentedXml('<?xml version="1.0"?><a><b c="d">text</b>\n <e/><f></f></a>')).toBe(
    ['<?xml version="1.0"?>', "<a>", '  <b c="d">text</b>', "  <e/>", "  <f></f>", "</a>"].join(
      "\n",
    ),
  );
});

it("shows what is not well-formed as far as it goes", () => {
  expect(indentedXml("</a></b>text<c")).toBe("</a>\n</b>\ntext\n<c");
  expect(indentedXml("")).toBe("");
  expect(indentedXml("<a>".repeat(100)).split("\n")).toHaveLength(100);
});
