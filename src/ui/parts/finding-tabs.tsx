/** The pages about findings, side by side. */
import { Tabs } from "./tabs.tsx";

const tabs = [
  ["/findings", "Found"],
  ["/findings/new-since", "New since a firmware"],
  ["/findings/drops", "Last message before a drop"],
  ["/rules", "All rules"],
] as const;

export function FindingTabs() {
  return <Tabs name="About findings" tabs={tabs} />;
}
