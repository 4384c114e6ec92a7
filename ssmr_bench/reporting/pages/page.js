"use strict";

/** The element of that id. */
const at = (id) => document.getElementById(id);

/** The value that a JSON island holds. */
const held = (id) => JSON.parse(at(id).textContent);

/** An element with its attributes and children; whatever is text stays text. */
const made = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
};

/** What the address says behind the #, as pairs. */
const address = () => new URLSearchParams(location.hash.slice(1));

/** Light or dark: as the system says, until the button is pressed. */
{
  const button = at("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => {
    try { return localStorage.getItem("theme"); } catch { return null; }
  };
  const show = (theme) => {
    if (theme) document.documentElement.dataset.theme = theme;
    const dark = (theme || (system.matches ? "dark" : "light")) === "dark";
    button.textContent = dark ? "Light" : "Dark";
    button.setAttribute("aria-label", dark ? "Show the page light" : "Show the page dark");
  };
  button.addEventListener("click", () => {
    const now = document.documentElement.dataset.theme || (system.matches ? "dark" : "light");
    const next = now === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", next); } catch { /* a page from a file may keep nothing */ }
    show(next);
  });
  system.addEventListener("change", () => show(document.documentElement.dataset.theme));
  const before = kept();
  show(before === "light" || before === "dark" ? before : undefined);
  button.hidden = false;
}

