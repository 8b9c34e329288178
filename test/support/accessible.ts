/**
 * What a person with another pair of eyes, or with none, would trip over on the page: controls
 * without a name, text too faint for its ground (WCAG 1.4.3), names used twice. An expression for
 * the browser; its value is a list of sentences.
 */
export const accessibilityFaults = `(() => {
  const faults = [];
  const say = (element, what) => faults.push(what + ": <" + element.tagName.toLowerCase() + "> " + (element.textContent ?? "").trim().slice(0, 40));
  const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const labelOf = (element) =>
    [element.getAttribute("aria-label"), element.title, element.textContent, element.labels?.[0]?.textContent, element.placeholder]
      .some((text) => (text ?? "").trim() !== "");
  for (const element of document.querySelectorAll("button, a[href], input, select, textarea, summary, [role=img]")) {
    if (isSeen(element) && !labelOf(element)) say(element, "has no name");
  }
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index))) faults.push("two have the id " + id);
  for (const image of document.querySelectorAll("img:not([alt])")) say(image, "has no alternative text");
  if (document.querySelectorAll("h1").length !== 1) faults.push("there is not one h1");
  if (document.documentElement.lang === "") faults.push("the page has no language");

  const colour = (text) => {
    const numbers = (text.match(/-?[\\d.]+(?:e-?\\d+)?/g) ?? []).map(Number);
    const scale = text.startsWith("color(") ? 255 : 1;
    return [...numbers.slice(0, 3).map((one) => one * scale), numbers[3] ?? 1];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const groundOf = (element) => {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) layers.push(colour(getComputedStyle(at).backgroundColor));
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((one) => one / 255).map((one) => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  for (const element of document.querySelectorAll("body *")) {
    const isText = [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue.trim() !== "");
    if (!isText || !isSeen(element) || element.closest("svg, option, :disabled, .unseen, .skip") !== null) continue;
    if (element.getBoundingClientRect().width <= 1) continue;
    const style = getComputedStyle(element);
    const ground = groundOf(element);
    const ink = colour(style.color);
    if (ink[3] === 0) continue;
    const [a, b] = [light(over(ink, ground)), light(ground)].sort((one, other) => other - one);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.45) say(element, "has a contrast of " + contrast.toFixed(2));
  }
  return [...new Set(faults)];
})()`;
