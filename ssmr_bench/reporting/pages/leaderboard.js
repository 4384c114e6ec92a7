const KINDS = held("kinds");
const SHOWN_AT_FIRST = ["main"];

const sections = [...document.querySelectorAll(".ranking")];
const heads = [...document.querySelectorAll(".ranking thead th")];
const rows = [...document.querySelectorAll(".ranking tbody tr")];
const cellsOf = new Map(rows.map((row) => [row, new Map([...row.cells].map((cell) => [cell.dataset.column, cell]))]));
const written = new Map(sections.map((section) => [section, [...section.querySelectorAll("tbody tr")]]));

// ---- The state, as the address holds it.

const state = { q: "", model: "", prompt: "", group: "", part: "", columns: SHOWN_AT_FIRST.join(" "), sort: "", row: "" };
const FIRST = { ...state };

/** Reads the address: pairs, or the bare key of a row. */
const recall = () => {
  Object.assign(state, FIRST);
  const bare = decoded(location.hash.slice(1));
  if (bare && document.getElementById(bare)?.matches(".ranking tbody tr")) {
    state.row = bare;
    return;
  }
  for (const [name, value] of address()) if (name in state) state[name] = value;
};
const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
const remember = () => {
  const said = new URLSearchParams(Object.entries(state).filter(([name, value]) => value !== FIRST[name]));
  history.replaceState(null, "", `#${said}`);
};

// ---- Controls.

const different = (values) => [...new Set(values)].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
const labelled = (label, control) => made("label", {}, label, control);
const controls = {};
const select = (name, label, options) => {
  const all = made("option", { value: "" }, "all");
  const control = made("select", { name }, all, ...options.map(([value, said]) => made("option", { value }, said)));
  control.addEventListener("change", () => turn({ [name]: control.value, row: "" }));
  controls[name] = control;
  if (options.length > 1) at("controls").append(labelled(label, control));
};
controls.q = made("input", { type: "search", name: "q", placeholder: "model, prompt, id" });
controls.q.addEventListener("input", () => turn({ q: controls.q.value, row: "" }));
at("controls").append(labelled("Search", controls.q));
const pairs = (values) => different(values).map((value) => [value, value]);
select("model", "Model", pairs(rows.map((row) => row.dataset.model)));
select("prompt", "Prompt", pairs(rows.map((row) => row.dataset.prompt)));
select("group", "Questions", sections.map((section) => [section.dataset.group, section.dataset.title]));
const parts = different(heads.map((head) => head.dataset.part).filter(Boolean));
select("part", "Music as", parts.map((part) => [part, part]));
const kinds = Object.entries(KINDS).filter(([kind]) => kind !== "main" && heads.some((head) => head.dataset.kind === kind));
const boxes = kinds.map(([kind, said]) => {
  const box = made("input", { type: "checkbox", name: "columns", value: kind });
  box.addEventListener("change", () => {
    const chosen = boxes.filter((each) => each.checked).map((each) => each.value);
    turn({ columns: ["main", ...chosen].join(" ") });
  });
  return box;
});
const clear = made("button", { type: "button" }, "Clear");
clear.addEventListener("click", () => { turn({ ...FIRST }); controls.q.focus(); });
at("controls").append(clear);
if (boxes.length) {
  const named = boxes.map((box, i) => made("label", {}, box, kinds[i][1]));
  at("controls").append(made("fieldset", {}, made("legend", {}, "Columns"), ...named));
}
at("controls").addEventListener("submit", (event) => event.preventDefault());
at("choose").hidden = false;
at("choose").open = matchMedia("(min-width: 40rem)").matches;

// ---- Sorting.

for (const head of heads) {
  const button = made("button", { type: "button", class: "sort" }, head.dataset.head);
  button.addEventListener("click", () => {
    const [key, direction] = state.sort.split(":");
    const other = { ascending: "descending", descending: "ascending" };
    const next = key === head.dataset.column ? other[direction] : head.dataset.first;
    turn({ sort: `${head.dataset.column}:${next}` });
  });
  head.replaceChildren(button);
}

/** Numbers by size, words by the alphabet; what is empty stays last, and what is equal as it stands. */
const compared = (a, b, sign) => {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? 1 : -1;
  const [x, y] = [Number(a), Number(b)];
  const both = !Number.isNaN(x) && !Number.isNaN(y);
  return sign * (both ? x - y : a.localeCompare(b, "en", { numeric: true }));
};
const sort = () => {
  const [key, direction] = state.sort.split(":");
  const sign = direction === "ascending" ? 1 : -1;
  for (const head of heads) {
    if (head.dataset.column === key && ["ascending", "descending"].includes(direction)) head.setAttribute("aria-sort", direction);
    else head.removeAttribute("aria-sort");
  }
  for (const section of sections) {
    const value = (row) => cellsOf.get(row).get(key)?.dataset.sorts ?? "";
    const order = [...written.get(section)];
    if (key) order.sort((a, b) => compared(value(a), value(b), sign));
    const body = section.querySelector("tbody");
    if (order.some((row, i) => body.rows[i] !== row)) body.append(...order);
  }
};

// ---- What is shown.

const passes = (row) => {
  const { model, prompt } = row.dataset;
  const text = row.textContent.toLowerCase() + row.id;
  return (!state.model || model === state.model) && (!state.prompt || prompt === state.prompt)
    && state.q.toLowerCase().split(/\s+/).every((word) => text.includes(word));
};
const show = () => {
  const chosen = new Set(state.columns.split(" ").concat("main"));
  const hidden = new Set();
  for (const head of heads) {
    const { kind, part, column } = head.dataset;
    const away = !chosen.has(kind) || (state.part && part && part !== state.part) || (state.part && column === "gap");
    if (away) hidden.add(column);
    head.hidden = away;
  }
  let left = 0;
  for (const section of sections) {
    const away = Boolean(state.group) && section.dataset.group !== state.group;
    let here = 0;
    for (const row of written.get(section)) {
      row.hidden = !passes(row);
      here += row.hidden ? 0 : 1;
      row.classList.toggle("linked", row.id === state.row);
      for (const [column, cell] of cellsOf.get(row)) cell.hidden = hidden.has(column);
    }
    section.hidden = away || here === 0;
    if (!section.hidden) left += here;
  }
  at("count").textContent = `${left} of ${rows.length} rows shown${sortedBy()}`;
};
const sortedBy = () => {
  const [key, direction] = state.sort.split(":");
  const head = heads.find((each) => each.dataset.column === key);
  return head && direction ? `, sorted by ${head.dataset.head}, ${direction}` : "";
};
const fill = () => {
  for (const [name, control] of Object.entries(controls)) if (control.value !== state[name]) control.value = state[name];
  const chosen = state.columns.split(" ");
  for (const box of boxes) box.checked = chosen.includes(box.value);
};
const turn = (change) => {
  Object.assign(state, change);
  remember();
  fill();
  sort();
  show();
};

/** The row that the address names comes into view. */
const reveal = () => {
  const row = state.row && document.getElementById(state.row);
  if (!row || !row.matches(".ranking tbody tr") || row.hidden) return;
  row.scrollIntoView({ block: "center" });
  row.querySelector("a").focus({ preventScroll: true });
};
const arrive = () => {
  recall();
  fill();
  sort();
  show();
  // Before that the browser itself goes where the address points, and takes the focus away again.
  if (document.readyState === "complete") reveal();
  else addEventListener("load", () => setTimeout(reveal), { once: true });
};
for (const row of rows) {
  row.querySelector("th a").addEventListener("click", (event) => {
    event.preventDefault();
    turn({ row: state.row === row.id ? "" : row.id });
  });
}
addEventListener("hashchange", arrive);
arrive();
