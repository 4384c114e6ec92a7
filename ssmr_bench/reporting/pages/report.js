const ROW = 36;
const SPARE = 8;
const KEPT = 6;
const FIRST_CHARACTERS = 20000;
const MARKS = { correct: "✓", wrong: "✗", failed: "!", truncated: "…", empty: "∅", unparsed: "?", refused: "⊘" };
const RULES = {
  __proto__: null,
  boxed: "the last \\boxed{…}",
  answer_line: "a line that states the answer",
  bare_letter: "a first or last line that is nothing but a choice",
  option_text: "a last line that is the text of one option",
  none: "nothing that could be read",
};
const FOUND = {
  __proto__: null,
  fenced: "the last block of code",
  boxed: "the last \\boxed{…}",
  header: "from the fields of a header on",
  lines: "lines of ABC alone",
};

const index = held("index");
at("index").remove();
const count = index.id.length;
const name = (kind, code) => (code === null ? null : index.names[kind][code]);
const outcome = (side, item) => name("outcome", index.sides[side].outcome[item]);
const right = (side, item) => outcome(side, item) === "correct";
const two = index.called.length === 2;

/** What an item is called in the address. */
const called = (item) =>
  [name("task", index.task[item]), index.id[item], index.order[item], index.repeat[item]].join(":");
const places = new Map();
for (let item = 0; item < count; item += 1) places.set(called(item), item);

// ---- Shares of data, unpacked when they are looked at; the last few are kept.

const keeper = (open) => {
  const kept = new Map();
  return async (number) => {
    const found = kept.get(number) ?? open(number);
    kept.delete(number);
    kept.set(number, found);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    return found;
  };
};
const bytes = (letters) => Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
const unpacked = (kind) => (number) => {
  const stream = new Blob([bytes(at(`${kind}-${number}`).textContent)]).stream();
  return new Response(stream.pipeThrough(new DecompressionStream("deflate"))).json();
};
const share = keeper(unpacked("details"));
const pieces = keeper(unpacked("plays"));
const pictures = keeper(async (number) => at(`pictures-${number}`).textContent.split("\n"));
const detailsOf = async (item) => (await share(Math.floor(item / index.share)))[item % index.share];
const pictureOf = async (number) =>
  `data:image/webp;base64,${(await pictures(Math.floor(number / index.share)))[number % index.share]}`;
const pieceOf = async (number) => (await pieces(Math.floor(number / index.share)))[number % index.share];

// ---- Filters.

const filters = [];
const filter = (id, label, values, holds) => {
  if (values.length < 2) return;
  const select = made("select", { id, name: id }, made("option", { value: "" }, "all"));
  for (const value of values) select.append(made("option", { value }, String(value)));
  select.addEventListener("change", () => refresh());
  at("filters").append(made("label", {}, label, select));
  filters.push({ id, select, holds });
};
const column = (kind) => [index.names[kind], (item, value) => name(kind, index[kind][item]) === value];
const search = made("input", { type: "search", id: "search", name: "search", placeholder: "id, or Enter for all texts" });
at("filters").append(made("label", {}, "Search", search));
filter("task", "Task", ...column("task"));
filter("category", "Category", ...column("category"));
filter("template", "Template", ...column("template"));
filter("level", "Level", [...new Set(index.level)].filter(Boolean).sort(), (item, value) => String(index.level[item]) === value);
index.called.forEach((model, side) => {
  const of = two ? `, ${model}` : "";
  const used = (kind) => index.names[kind].filter((_, code) => index.sides[side][kind].includes(code));
  for (const kind of ["outcome", "rule"]) {
    const label = kind === "outcome" ? `Outcome${of}` : `Rule${of}`;
    filter(`${kind}${side}`, label, used(kind), (item, value) => name(kind, index.sides[side][kind][item]) === value);
  }
});
/** Whether both sides have an answer: where one was not asked, or failed, there is nothing to compare. */
const both = (item) => [0, 1].every((side) => ![null, "failed"].includes(outcome(side, item)));
const DIFFERENCES = {
  "where they differ": (item) => right(0, item) !== right(1, item),
  "only the first is right": (item) => right(0, item) && !right(1, item),
  "only the second is right": (item) => !right(0, item) && right(1, item),
  "both right": (item) => right(0, item) && right(1, item),
  "neither right": (item) => !right(0, item) && !right(1, item),
  "other letters": (item) => index.sides[0].letter[item] !== index.sides[1].letter[item],
};
const differs = (item, value) => both(item) && DIFFERENCES[value](item);
if (two) filter("difference", "Difference", Object.keys(DIFFERENCES), differs);
const clear = made("button", { type: "button" }, "Clear");
at("filters").append(clear);

let shown = [];
let current = -1;
let found = null;

/** The items that pass all filters, and how many of them are right. */
const refresh = () => {
  const active = filters.filter((each) => each.select.value);
  const words = search.value.trim().toLowerCase();
  shown = [];
  for (let item = 0; item < count; item += 1) {
    if (found ? !found.has(item) : words && !called(item).toLowerCase().includes(words)) continue;
    if (active.every((each) => each.holds(item, each.select.value))) shown.push(item);
  }
  say();
  at("tall").style.height = `${shown.length * ROW}px`;
  draw();
  remember();
};
/** In percent with one digit; a tie goes to the even digit, as in the tables. */
const percent = (part, whole) => {
  const scaled = (1000 * part) / whole;
  const low = Math.floor(scaled);
  const tie = 2 * (1000 * part - low * whole) === whole;
  return ((tie ? low + (low % 2) : Math.round(scaled)) / 10).toFixed(1);
};
const say = () => {
  const parts = index.called.map((model, side) => {
    const asked = shown.filter((item) => ![null, "failed"].includes(outcome(side, item)));
    const correct = asked.filter((item) => right(side, item)).length;
    // Among items that were chosen by their outcome a share says nothing of the model.
    const chosen = filters.some((each) => each.select.value && /^(outcome|rule|difference)/.test(each.id));
    const share = asked.length && !chosen ? ` (${percent(correct, asked.length)} %)` : "";
    return `${two ? `${model}: ` : ""}${correct} of ${asked.length} right${share}`;
  });
  at("count").textContent = `${shown.length} of ${count} items; ${parts.join("; ")}`;
};

/** All texts of all items, share by share. */
const searchTexts = async () => {
  const words = search.value.trim().toLowerCase();
  found = null;
  if (words) {
    const hits = new Set();
    for (let first = 0; first < count; first += index.share) {
      const several = await share(first / index.share);
      several.forEach((each, place) => {
        if (texts(each).some((text) => text.toLowerCase().includes(words))) hits.add(first + place);
      });
      if (search.value.trim().toLowerCase() !== words) return;
    }
    found = hits;
  }
  refresh();
};
const texts = (each) => [
  each.question, each.abc, ...each.options, ...each.sides.filter(Boolean).flatMap((side) => [side.thought, side.answer ?? ""]),
];

// ---- The list: only the rows in sight exist.

const list = at("list");
const draw = () => {
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - SPARE);
  const last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + SPARE);
  at("window").style.transform = `translateY(${first * ROW}px)`;
  at("window").replaceChildren(...shown.slice(first, last).map((item, place) => row(item, first + place)));
  const selected = document.getElementById(`row-${current}`);
  if (selected) list.setAttribute("aria-activedescendant", selected.id);
  else list.removeAttribute("aria-activedescendant");
};
/** Our problems have levels from 1; others have none. */
const level = (item) => (index.level[item] ? `level ${index.level[item]}` : "");
const row = (item, place) => {
  const marks = made("span", {});
  index.called.forEach((_, side) => {
    const is = outcome(side, item);
    marks.append(made("span", { class: `mark ${is ?? ""}`, "aria-hidden": "true" }, is ? MARKS[is] : "–"));
  });
  const said = index.called.map((_, side) => outcome(side, item) ?? "not asked").join(", ");
  const parts = index.id[item].split("/");
  const id = parts.slice(Math.min(2, parts.length - 1)); // the id of another's benchmark may be TASK/NUMBER
  const several = index.order[item] === "ABCD" ? "" : ` ${index.order[item]}`;
  const again = index.repeat[item] ? ` again ${index.repeat[item]}` : "";
  const label = `${id.join("/")}${several}${again}`;
  const task = index.names.task.length > 1 ? name("task", index.task[item]).replace("ssmr_", "") : "";
  const where = [task, level(item)].filter(Boolean).join(" ");
  const element = made(
    "div",
    { class: "option-row", role: "option", id: `row-${item}`, "aria-selected": String(item === current),
      "aria-posinset": place + 1, "aria-setsize": shown.length },
    marks,
    made("span", { class: "name" }, label, made("span", { class: "visually-hidden" }, `, ${said}`)),
    made("span", { class: "soft" }, where),
  );
  element.addEventListener("click", () => open(item));
  return element;
};
let waiting = false;
list.addEventListener("scroll", () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; draw(); });
});
new ResizeObserver(() => draw()).observe(list);

// ---- One item.

const open = async (item, scrolled = true) => {
  player.stop();
  current = item;
  const place = shown.indexOf(item);
  if (place >= 0 && scrolled) {
    const top = place * ROW;
    if (top < list.scrollTop) list.scrollTop = top;
    if (top + ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW - list.clientHeight;
  }
  draw();
  remember();
  const details = await detailsOf(item);
  const image = async (number, alt) =>
    made("span", { class: "sheet" }, made("img", { src: await pictureOf(number), alt }));
  const parts = [heading(item, place)];
  if (details.score !== null) parts.push(await image(details.score, "The score, engraved; its ABC stands below."));
  if (sounds(details)) parts.push(heard(item, details.plays));
  if (details.score !== null && !details.seen) parts.push(unseen("The music was not shown to the model."));
  parts.push(made("p", { class: "question" }, details.question));
  if (details.flaw) parts.push(unseen(`This question is flawed: ${details.flaw}.`));
  if (!details.offered && details.options.length) parts.push(unseen("It was asked in its open form, without these options."));
  parts.push(await options(item, details, image));
  parts.push(await verdicts(item, details, image));
  if (details.abc) parts.push(folded("ABC", text(details.abc)));
  for (const [number, prompt] of details.prompts.entries()) {
    const whose = index.called.filter((_, side) => details.sides[side]?.prompt === number).join(", ");
    const sure = details.sides.every((side) => side?.prompt !== number || side.confirmed);
    const what = sure ? "Prompt as sent" : "Prompt as it is put now; another was sent, by its digest";
    const title = `${what}${two && details.prompts.length > 1 ? `, ${whose}` : ""}`;
    parts.push(folded(title, ...(await sent(prompt, image))));
  }
  if (current !== item) return;
  player.stop();
  at("item").replaceChildren(...parts);
};
const sounds = ({ plays, sides }) =>
  [plays.score, ...plays.options, ...sides.map((side) => side?.composition?.plays.tune ?? null)].some((piece) => piece !== null);
const played = (item, what, piece) => playable(what, () => pieceOf(piece), `${index.id[item]} ${what}`);
/** The buttons of the score, if it has sound, and the tempo of all that the item plays. */
const heard = (item, plays) => {
  const line = made("div", { class: "heard" });
  if (plays.score !== null) line.append(played(item, "the score", plays.score));
  line.append(tempo());
  return line;
};
const heading = (item, place) => {
  const previous = made("button", { type: "button", id: "previous" }, "← Previous");
  const next = made("button", { type: "button", id: "next" }, "Next →");
  previous.disabled = place <= 0;
  next.disabled = place < 0 ? !shown.length : place >= shown.length - 1;
  previous.addEventListener("click", () => move(-1));
  next.addEventListener("click", () => move(1));
  const where = place < 0 ? "not in the list" : `${place + 1} of ${shown.length}`;
  const kind = [name("task", index.task[item]), level(item), name("category", index.category[item])].filter(Boolean);
  if (index.order[item] !== "ABCD") kind.push(`options in the order ${index.order[item]}`);
  if (index.repeat[item]) kind.push(`asked again, ${index.repeat[item]}`);
  return made(
    "div", {},
    made("div", { class: "moves controls" }, previous, next, made("span", { class: "soft" }, where)),
    made("h3", { id: "title" }, index.id[item]),
    made("p", { class: "soft" }, kind.join(", ")),
  );
};
const unseen = (said) => made("p", { class: "soft" }, said);
const options = async (item, details, image) => {
  if (!details.options.length) return "";
  const element = made("ol", { class: "options", "aria-label": "Options" });
  for (const [place, option] of details.options.entries()) {
    const letter = "ABCD"[place];
    const chosen = index.called.filter((_, side) => index.sides[side].letter[item] === letter);
    const line = made("li", {}, made("span", { class: "letter" }, `${letter}.`));
    line.append(details.drawn.length ? await image(details.drawn[place], `Option ${letter}: ${option}`) : made("bdi", {}, option));
    const piece = details.plays.options[place] ?? null;
    if (piece !== null) line.append(playable(`option ${letter}`, () => pieceOf(piece)));
    if (letter === details.answer) {
      line.classList.add("key");
      line.append(made("span", { class: "tag correct" }, "key"));
    }
    if (chosen.length) {
      line.classList.add("chosen");
      line.append(made("span", { class: "tag" }, two ? `chosen by ${chosen.join(" and ")}` : "chosen"));
    }
    element.append(line);
  }
  return element;
};
const verdicts = async (item, details, image) => {
  const beside = made("div", { class: "beside" });
  for (const [side, model] of index.called.entries()) {
    const answer = details.sides[side];
    const section = made("section", { "aria-label": `Answer of ${model}` }, made("h3", {}, made("bdi", {}, model)));
    if (!answer) section.append(made("p", { class: "soft" }, "was not asked this."));
    else section.append(answer.composition ? judged(item, side) : verdict(item, side), ...(await composed(item, answer.composition, image)), ...answered(answer));
    beside.append(section);
  }
  return beside;
};

/** What a model composed, engraved and to be heard, what is wrong with it, and its measures. */
const composed = async (item, composition, image) => {
  if (!composition) return [];
  const { tune, abc, flaws, measures, plays } = composition;
  const parts = [];
  if (tune !== null) parts.push(await image(tune, "What was composed, engraved; its ABC stands below."));
  else if (abc) parts.push(unseen("It was read, but can't be engraved."));
  else parts.push(unseen(measures.length ? "No music was read: every measure is 0." : "There is no music to measure."));
  if (plays.tune !== null) {
    parts.push(made("div", { class: "heard" }, ...Object.entries({ alone: "tune", "after the excerpt": "both" })
      .filter(([, piece]) => plays[piece] !== null)
      .map(([how, piece]) => made("span", {}, played(item, plays.both === null ? "the tune" : `the tune ${how}`, plays[piece]),
        ...(plays.both === null ? [] : [made("span", { class: "soft how" }, how)])))));
  }
  if (flaws.length) {
    parts.push(made("ul", { class: "flaws", "aria-label": "Flaws" }, ...flaws.map((flaw) => made("li", {}, made("bdi", {}, flaw)))));
  }
  if (abc && measures.length) parts.push(measured(item, measures));
  if (abc) parts.push(folded("ABC of the tune", text(abc)));
  return parts;
};
/** The measures as a table, each beside what the yardsticks have for it. */
const measured = (item, measures) => {
  const { columns, means } = index.yardsticks ?? { columns: [], means: {} };
  const beside = means[name("template", index.template[item])] ?? [];
  const said = (value) => (value === null || value === undefined ? "–" : value.toFixed(2));
  const head = ["Measure", "This tune", ...columns].map((each, place) => made("th", { scope: "col", class: place ? "number" : null }, each));
  const body = measures.map(([measure, value]) => {
    const fill = made("span", { class: "fill" });
    fill.style.width = `${100 * Math.min(1, Math.max(0, value))}%`;
    return made(
      "tr", {},
      made("th", { scope: "row" }, measure.replaceAll("_", " ")),
      made("td", { class: "number" }, made("span", { class: "bar", "aria-hidden": "true" }, fill), said(value)),
      ...columns.map((_, place) => made("td", { class: "number soft" }, said(beside[place]?.[measure]))),
    );
  });
  const table = made(
    "table", { class: "measures" },
    made("caption", {}, "Measures, from 0 to 1; the others' are means"), made("thead", {}, made("tr", {}, ...head)), made("tbody", {}, ...body),
  );
  return made("div", { class: "scrolled", tabindex: "0", role: "region", "aria-label": "Measures" }, table);
};
/** The verdict on music: where in the answer it was found. */
const judged = (item, side) => {
  const is = outcome(side, item);
  const rule = name("rule", index.sides[side].rule[item]);
  const line = made("p", {}, made("strong", { class: is }, `${MARKS[is]} ${is}`));
  if (rule !== "none") line.append("; music was found by the rule ", made("code", {}, rule), FOUND[rule] ? ` (${FOUND[rule]})` : "");
  line.append(".");
  return line;
};
const verdict = (item, side) => {
  const is = outcome(side, item);
  const rule = name("rule", index.sides[side].rule[item]);
  const letter = index.sides[side].letter[item];
  const read = letter === null ? "no letter was read" : "read: ";
  const line = made("p", {}, made("strong", { class: is }, `${MARKS[is]} ${is}`), "; ", read);
  if (letter !== null) {
    line.append(made("bdi", {}, letter), " by the rule ", made("code", {}, rule), RULES[rule] ? ` (${RULES[rule]})` : "");
  }
  line.append("; the key is ", made("bdi", {}, index.key[item]), ".");
  return line;
};
const answered = (answer) => {
  const parts = [];
  if (answer.failure) parts.push(made("p", { class: "failed" }, "No answer came: ", made("bdi", {}, answer.failure)));
  if (answer.held) parts.push(made("p", { class: "refused" }, "Held back: ", made("bdi", {}, answer.held)));
  if (answer.thought) parts.push(folded(`Thought (${characters(answer.thought)})`, ...long(answer.thought)));
  if (answer.answer !== null) {
    parts.push(made("h4", { class: "soft" }, `Answer (${characters(answer.answer)})`), ...long(answer.answer));
  }
  const [prompt, completion, thoughts, cached] = answer.tokens;
  const facts = {
    "prompt tokens": prompt, "answer tokens": completion, "of thoughts": thoughts, "from the cache": cached,
    ended: answer.finish, model: answer.model, seconds: answer.latency === null ? null : answer.latency.toFixed(2),
    received: answer.received, attempts: answer.attempts,
  };
  const told = made("dl", {});
  for (const [what, value] of Object.entries(facts)) {
    if (value !== null) told.append(made("dt", {}, what), made("dd", {}, made("bdi", {}, String(value))));
  }
  return [...parts, told];
};
const characters = (said) => `${said.length.toLocaleString("en")} characters`;
const text = (said) => made("pre", { dir: "auto", tabindex: "0" }, said);

/** A text whose rest waits for a button: one that is megabytes long would stop the page. */
const long = (said) => {
  const block = text(said.slice(0, FIRST_CHARACTERS));
  if (said.length <= FIRST_CHARACTERS) return [block];
  let until = FIRST_CHARACTERS;
  const more = made("button", { type: "button", class: "controls" });
  const label = () => { more.textContent = `Show more: ${until.toLocaleString("en")} of ${characters(said)} are shown`; };
  more.addEventListener("click", () => {
    until = Math.min(said.length, until + 5 * FIRST_CHARACTERS);
    block.textContent = said.slice(0, until);
    label();
    if (until === said.length) more.remove();
  });
  label();
  return [block, more];
};
const folded = (title, ...parts) => made("details", {}, made("summary", {}, title), ...parts);
const sent = async (prompt, image) => {
  const parts = [];
  for (const [role, ...said] of prompt) {
    parts.push(made("h4", { class: "soft" }, role));
    for (const part of said) parts.push(typeof part === "string" ? text(part) : await image(part, "A picture that was sent."));
  }
  return parts;
};

// ---- Ways through the items.

const move = (by) => {
  if (!shown.length) return;
  const place = shown.indexOf(current);
  const next = place < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, place + by));
  open(shown[next]);
};
const page = () => Math.max(1, Math.floor(list.clientHeight / ROW) - 1);
const KEYS = {
  ArrowDown: () => move(1), ArrowUp: () => move(-1), PageDown: () => move(page()), PageUp: () => move(-page()),
  Home: () => shown.length && open(shown[0]), End: () => shown.length && open(shown[shown.length - 1]),
};
list.addEventListener("keydown", (event) => {
  if (!KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=range]), select, textarea")) return;
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "p") at("item").querySelector(".play")?.click();
  else if (event.key === "/") {
    event.preventDefault();
    search.focus();
  }
});
at("filters").addEventListener("submit", (event) => { event.preventDefault(); searchTexts(); });
search.addEventListener("input", () => { found = null; refresh(); });
clear.addEventListener("click", () => {
  for (const each of filters) each.select.value = "";
  search.value = "";
  found = null;
  refresh();
});

// ---- The address: the item and the filters.

const remember = () => {
  const said = new URLSearchParams();
  if (current >= 0) said.set("item", called(current));
  for (const each of filters) if (each.select.value) said.set(each.id, each.select.value);
  if (search.value.trim()) said.set(found ? "texts" : "search", search.value.trim());
  history.replaceState(null, "", `#${said}`);
};
const recall = () => {
  const said = address();
  for (const each of filters) each.select.value = said.get(each.id) ?? "";
  for (const each of filters) if (each.select.selectedIndex < 0) each.select.value = "";
  search.value = said.get("texts") ?? said.get("search") ?? "";
  const item = places.get(said.get("item"));
  if (two && !(said.get("item") || filters.some((each) => said.get(each.id)) || said.get("search") || said.get("texts"))) {
    const [differ] = Object.keys(DIFFERENCES);
    if (index.id.some((_, item) => differs(item, differ))) at("difference").value = differ;
  }
  current = item ?? -1;
  refresh();
  const first = item ?? shown[0];
  if (first !== undefined) open(first);
  if (said.get("texts")) searchTexts();
};
// A link to a part of the page, as #summary, is no address of an item.
addEventListener("hashchange", () => { if ([...address().values()].some(Boolean)) recall(); });
recall();
document.documentElement.dataset.ready = "yes";
