/** The pages about findings, side by side. */
import { Link, useRoute } from "wouter";
import "../styles/findings.css";

const tabs = [
  ["/findings", "Found"],
  ["/findings/new-since", "New since a firmware"],
  ["/findings/drops", "Last message before a drop"],
  ["/findings/comparison", "Old and new CSMS"],
  ["/rules", "All rules"],
] as const;

export function FindingTabs() {
  return (
    <nav className="findings-tabs" aria-label="About findings">
      {tabs.map(([path, name]) => (
        <Tab key={path} path={path} name={name} />
      ))}
    </nav>
  );
}

function Tab({ path, name }: { readonly path: string; readonly name: string }) {
  const [isHere] = useRoute(path === "/rules" ? "/rules/*?" : path);
  return (
    <Link href={path} aria-current={isHere ? "page" : undefined}>
      {name}
    </Link>
  );
}
