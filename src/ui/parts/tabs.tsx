/** Pages of one subject, side by side. */
import { Link, useRoute } from "wouter";
import "../styles/findings.css";

export type TabList = readonly (readonly [path: string, name: string])[];

export function Tabs({ name, tabs }: { readonly name: string; readonly tabs: TabList }) {
  return (
    <nav className="findings-tabs" aria-label={name}>
      {tabs.map(([path, title]) => (
        <Tab key={path} path={path} name={title} />
      ))}
    </nav>
  );
}

/** Their pages have others below them. */
const withChildren = new Set(["/rules", "/migration/cut-over"]);

function Tab({ path, name }: { readonly path: string; readonly name: string }) {
  const [isHere] = useRoute(withChildren.has(path) ? `${path}/*?` : path);
  return (
    <Link href={path} aria-current={isHere ? "page" : undefined}>
      {name}
    </Link>
  );
}
