/** The tools, side by side. */
import { Link, useRoute } from "wouter";
import "../styles/tools.css";

const tabs = [
  ["/tools", "Check messages"],
  ["/tools/build", "Build a message"],
  ["/tools/faults", "Faults on purpose"],
] as const;

export function ToolTabs() {
  return (
    <nav className="tools-tabs" aria-label="Tools">
      {tabs.map(([path, name]) => (
        <Tab key={path} path={path} name={name} />
      ))}
    </nav>
  );
}

function Tab({ path, name }: { readonly path: string; readonly name: string }) {
  const [isHere] = useRoute(path);
  return (
    <Link href={path} aria-current={isHere ? "page" : undefined}>
      {name}
    </Link>
  );
}
