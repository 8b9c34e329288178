/** The pages about moving to another CSMS, in the order in which they are needed. */
import { Tabs } from "./tabs.tsx";

const tabs = [
  ["/migration", "Readiness"],
  ["/migration/comparison", "Old and new CSMS"],
  ["/migration/cut-over", "Cut-over"],
] as const;

export function MigrationTabs() {
  return <Tabs name="About the migration" tabs={tabs} />;
}
