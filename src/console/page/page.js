/** The page: a search box over a list of messages, from the record or live. No build, no library. */
import { showDetail } from "./detail.js";
import { el } from "./payload.js";
import { createRows } from "./rows.js";
import { createTail } from "./tail.js";

const $ = (id) => document.getElementById(id);
const EXAMPLES = [
  "severity:error",
  "type:callError",
  "type:malformed",
  "latency:>2s",
  "payload.status:Faulted",
  "sender:csms type:call",
];
const THEMES = ["", "light", "dark"];

const state = { span: "24h", isUtc: false, next: null, turn: 0, note: "", selected: null };
const rows = createRows($("rows"), open);
const tail = createTail({
  show: (messages) => rows.prepend(messages),
  note: (text) => summarize(text),
  held: (count) => {
    $("pause").textContent = `Resume (${count})`;
  },
});

/** Rejects with an error of the API: sentence, remedy, and the position in a query. */
async function get(path, params = {}) {
  const given = Object.entries(params).filter(([, text]) => text);
  const response = await fetch(`${path}?${new URLSearchParams(given)}`).catch(() => null);
  const answer = await response?.json().catch(() => null);
  if (!answer) {
    throw { sentence: "The console does not answer.", remedy: "Is ocpptap still running?" };
  }
  if (answer.error) throw answer.error;
  return answer;
}

const asked = () => ({ q: $("q").value.trim(), from: state.span });

function search({ isMore = false } = {}) {
  const turn = isMore ? state.turn : ++state.turn;
  if (!isMore) remember();
  $("summary").textContent = "Searching…";
  load(turn, isMore).catch((error) => {
    if (turn !== state.turn) return;
    tail.stop();
    showControls();
    showProblem(error);
    $("summary").textContent = "";
  });
}

async function load(turn, isMore) {
  const { q } = asked();
  const started = performance.now();
  const page = await get("/api/messages", { ...asked(), cursor: isMore ? state.next : "" });
  // Another search has begun meanwhile: its answer counts.
  if (turn !== state.turn) return;
  if (isMore) rows.append(page.messages);
  else rows.replace(page.messages, tail.query() === q);
  state.next = page.next;
  showProblem(null);
  if (tail.query() !== null && tail.query() !== q) tail.start(q);
  summarize(tail.query() === null ? `in ${Math.round(performance.now() - started)} ms` : "live");
}

function summarize(note) {
  const count = rows.count();
  $("more").hidden = state.next === null;
  $("empty").hidden = count > 0;
  if (count === 0) explainEmptiness();
  const counted = count === 1 ? "1 message" : `${count}${state.next === null ? "" : "+"} messages`;
  $("summary").textContent = count === 0 ? note : `${counted} · ${note}`;
}

function explainEmptiness() {
  const { q, from } = asked();
  const [title, text] =
    tail.query() !== null
      ? ["Waiting for messages…", "They appear here as they are recorded."]
      : q || from
        ? ["Nothing matches.", "Try a longer time range or fewer terms."]
        : [
            "Nothing is recorded yet.",
            `Point a station at ocpptap: ${$("health").dataset.relay ?? ""}`,
          ];
  $("empty").replaceChildren(el("b", {}, title), text);
}

/** The query again with a mark under the place that is wrong, then what is wrong and what to do. */
function showProblem(error) {
  const isPlaced = error?.position !== undefined && asked().q !== "";
  $("q").setAttribute("aria-invalid", isPlaced);
  $("problem").hidden = error === null;
  if (error === null) return;
  const mark = isPlaced
    ? el("pre", {}, `${asked().q}\n${" ".repeat(error.position)}`, el("b", {}, "^"))
    : "";
  const { sentence = String(error), remedy = "" } = error;
  $("problem").replaceChildren(mark, el("p", {}, sentence), el("p", {}, remedy));
}

/** What the list knows is shown at once; a live message may not be in the store yet. */
function open(message, line = null) {
  state.selected?.setAttribute("aria-selected", "false");
  state.selected = line;
  line?.setAttribute("aria-selected", "true");
  const findings = message.findings.map((one) => ({ ...one, title: "", sentence: "" }));
  showMessage({ message, pair: null, findings });
  history.replaceState(null, "", `#${message.linkId}/${message.seq}`);
  openAddressed();
}

function showMessage(answer) {
  $("detail").hidden = false;
  showDetail($("detail"), answer, { narrow, open, close: closeDetail });
}

/** The message that the address names after its #. */
function openAddressed() {
  const { hash } = location;
  if (!/^#[0-9a-f-]{36}\/\d+$/.test(hash)) return;
  get(`/api/messages/${hash.slice(1)}`)
    .then((answer) => hash === location.hash && showMessage(answer))
    .catch((error) => error.code !== "NOT_FOUND" && showProblem(error));
}

function closeDetail() {
  $("detail").hidden = true;
  history.replaceState(null, "", location.search || "?");
  state.selected?.setAttribute("aria-selected", "false");
  state.selected?.focus();
  state.selected = null;
}

function narrow(term) {
  if (!asked().q.includes(term)) $("q").value = `${asked().q} ${term}`.trim();
  search();
}

function showControls() {
  const isLive = tail.query() !== null;
  $("live").setAttribute("aria-pressed", isLive);
  $("pause").hidden = !isLive;
  if (!tail.isPaused()) $("pause").textContent = "Pause";
  $("pause").setAttribute("aria-pressed", tail.isPaused());
  for (const button of $("spans").children) {
    button.setAttribute("aria-pressed", button.value === state.span);
  }
  $("zone").textContent = state.isUtc ? "Time · UTC" : "Time · local";
  $("download").href = `/api/export?${new URLSearchParams(asked())}`;
}

/** The address always leads back to what is shown. */
function remember() {
  const { q } = asked();
  const search = new URLSearchParams({ ...(q ? { q } : {}), t: state.span });
  history.replaceState(null, "", `?${search}${location.hash}`);
  showControls();
}

async function checkHealth() {
  const box = $("health");
  const response = await fetch("/readyz").catch(() => null);
  const answer = await response?.json().catch(() => null);
  const roles = Object.entries(answer?.roles ?? { console: { ready: false, detail: "no answer" } });
  const down = roles
    .filter(([, role]) => !role.ready)
    .map(([name, role]) => `${name}: ${role.detail}`);
  box.dataset.ready = down.length === 0;
  box.dataset.relay = answer?.roles?.relay?.detail ?? "";
  box.textContent = down.length === 0 ? "everything runs" : down.join(" · ");
  box.title = roles.map(([name, role]) => `${name}: ${role.detail}`).join("\n");
  if (rows.count() === 0 && !$("empty").hidden) explainEmptiness();
  setTimeout(checkHealth, 10_000);
}

/** Out of the API's own description, which is made from the table that the parser reads. */
async function explainLanguage() {
  const { info } = await get("/openapi.json");
  const [, ...paragraphs] = info.description.split("\n\n");
  const marked = (text) =>
    text.split("`").map((part, index) => (index % 2 ? el("code", {}, part) : part));
  const items = (text) => text.split("\n").map((line) => el("li", {}, ...marked(line.slice(2))));
  const blocks = paragraphs.map((text) =>
    text.startsWith("- ") ? el("ul", {}, ...items(text)) : el("p", {}, ...marked(text)),
  );
  $("language")
    .querySelector("div")
    .replaceChildren(...blocks);
  $("language").showModal();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("language").open) return;
  const isTyping = event.target.tagName === "INPUT";
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
  const isOnRow = event.target.tagName === "TR";
  if (event.key === "Escape" && !$("detail").hidden) closeDetail();
  else if (event.key === "/" && !isTyping) $("q").focus();
  else if (event.key === "l" && !isTyping) $("live").click();
  else if (event.key === "Enter" && isOnRow) event.target.click();
  else if (step !== 0 && (!isTyping || step > 0)) {
    const line = rows.neighbour(step);
    line?.focus();
    if (line && !$("detail").hidden) line.click();
  } else return;
  event.preventDefault();
}

function onClick(id, act) {
  $(id).addEventListener("click", act);
}

function begin() {
  const address = new URLSearchParams(location.search);
  $("q").value = address.get("q") ?? "";
  state.span = address.get("t") ?? state.span;
  document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "";
  for (const text of EXAMPLES) {
    const use = () => {
      $("q").value = text;
      search();
    };
    $("examples").append(el("button", { type: "button", onclick: use }, text));
  }
  $("search").addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  onClick("spans", ({ target }) => {
    if (target.tagName !== "BUTTON") return;
    state.span = target.value;
    search();
  });
  onClick("more", () => search({ isMore: true }));
  onClick("live", () => {
    if (tail.query() === null) tail.start(asked().q);
    else tail.stop();
    search();
  });
  onClick("pause", () => {
    tail.pause(!tail.isPaused());
    showControls();
  });
  onClick("zone", () => {
    state.isUtc = !state.isUtc;
    rows.setUtc(state.isUtc);
    showControls();
  });
  onClick("theme", () => {
    const { dataset } = document.documentElement;
    dataset.theme = THEMES[(THEMES.indexOf(dataset.theme) + 1) % THEMES.length];
    localStorage.setItem("theme", dataset.theme);
  });
  onClick("help", () => explainLanguage().catch(showProblem));
  document.addEventListener("keydown", onKey);
  checkHealth().catch(showProblem);
  search();
  openAddressed();
}

begin();
