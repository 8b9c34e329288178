/** The frame around every page: navigation, health, theme, time zone. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { Link, useRoute } from "wouter";
import type { ReadyAnswer } from "../../console/contract.ts";
import { keepZone, readZone, type Zone } from "../lib/time.ts";
import { SessionWho } from "./session-who.tsx";
import { ZoneContext } from "./zone.ts";

const pages = [
  { path: "/", name: "Messages", also: "/messages" },
  { path: "/stations", name: "Stations", also: "/transactions" },
  { path: "/findings", name: "Findings", also: "/rules" },
  { path: "/migration", name: "Migration" },
  { path: "/tools", name: "Tools" },
  { path: "/reference", name: "Reference" },
  { path: "/system", name: "System" },
  { path: "/help", name: "Help" },
] as const;

export function Shell({ children }: { readonly children: ReactNode }) {
  const [zone, setZone] = useState<Zone>(readZone);
  useEffect(() => keepZone(zone), [zone]);
  return (
    <ZoneContext value={zone}>
      <a className="skip" href="#page">
        To the page
      </a>
      <header className="shell">
        <Link href="/" className="brand">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="28" height="28" />
          ocpptap
        </Link>
        <nav aria-label="Pages">
          {pages.map((page) => (
            <NavLink key={page.path} {...page} />
          ))}
        </nav>
        <Health />
        <SessionWho />
        <button
          type="button"
          className="quiet"
          onClick={() => setZone(zone === "utc" ? "local" : "utc")}
          title="Show times as local time or UTC"
        >
          {zone === "utc" ? "UTC" : "local time"}
        </button>
        <Theme />
      </header>
      <main id="page">{children}</main>
    </ZoneContext>
  );
}

type Page = {
  readonly path: string;
  readonly name: string;
  /** Pages below it that have addresses of their own. */
  readonly also?: string;
};

function NavLink({ path, name, also }: Page) {
  const [isHere] = useRoute(path === "/" ? "/" : `${path}/*?`);
  const [isThere] = useRoute(`${also ?? path}/*?`);
  const isCurrent = isHere || (also !== undefined && isThere);
  return (
    <Link href={path} aria-current={isCurrent ? "page" : undefined}>
      {name}
    </Link>
  );
}

/** Readiness answers 503 with the same body, so it is read whatever the status. */
async function askReady(): Promise<ReadyAnswer> {
  const response = await fetch("/readyz");
  return (await response.json()) as ReadyAnswer;
}

function Health() {
  const { data, isError } = useQuery({
    queryKey: ["ready"],
    queryFn: askReady,
    refetchInterval: 5_000,
  });
  const waiting = Object.entries(data?.roles ?? {}).filter(([, { ready }]) => !ready);
  const [first] = waiting;
  const text = isError
    ? "the console does not answer"
    : first === undefined
      ? "everything runs"
      : `${first[0]}: ${first[1].detail}`;
  return (
    <Link
      href="/system"
      className="health"
      data-ready={data?.ready === true && !isError}
      title={`${text}. More on the page System`}
    >
      {data === undefined && !isError ? "asking…" : text}
    </Link>
  );
}

const themes = ["", "light", "dark"] as const;

function Theme() {
  const [theme, setTheme] = useState(() => localStorage.getItem("ocpptap.theme") ?? "");
  useEffect(() => {
    localStorage.setItem("ocpptap.theme", theme);
    if (theme === "") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  const next = themes[(themes.indexOf(theme as (typeof themes)[number]) + 1) % themes.length] ?? "";
  const name = theme === "" ? "as the system" : theme;
  return (
    <button
      type="button"
      className="quiet"
      onClick={() => setTheme(next)}
      title={`Colours: ${name}`}
      aria-label={`Colours: ${name}. Change`}
    >
      ◐
    </button>
  );
}
