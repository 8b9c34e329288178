import { useEffect, useState } from "react";

const names = ["text", "faint", "line", "accent", "station", "csms", "warning", "error"] as const;
export type ColourName = (typeof names)[number];
export type Colours = Readonly<Record<ColourName, string>>;

/** A canvas knows no variables and no light-dark(): the colours as they are now, and as they change. */
export function useColours(): Colours {
  const [colours, setColours] = useState(readColours);
  useEffect(() => {
    const look = () => setColours(readColours());
    const media = matchMedia("(prefers-color-scheme: dark)");
    media.addEventListener("change", look);
    const observer = new MutationObserver(look);
    observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      media.removeEventListener("change", look);
      observer.disconnect();
    };
  }, []);
  return colours;
}

function readColours(): Colours {
  const probe = document.body.appendChild(document.createElement("i"));
  const read = (name: ColourName) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(names.map((name) => [name, read(name)]));
  probe.remove();
  return colours as Colours;
}
