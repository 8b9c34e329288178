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

function Tab({ path, name }: { readonly path: string; readonly name: string }) {
  const [isHere] = useRoute(path === "/rules" ? "/rules/*?" : path);
  return (
    <Link href={path} aria-current={isHere ? "page" : undefined}>
      {name}
    </Link>
  );
}
