
"use strict";
(() => {
  const get = id => document.getElementById(id);
  const all = (what, from = document) => [...from.querySelectorAll(what)];
  const theme = get("theme");
  theme.hidden = false;
  const dark = () => document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  theme.onclick = () => { document.documentElement.dataset.theme = dark() ? "light" : "dark"; };
  const filter = get("filter");
  if (!filter) return;
  filter.hidden = false;

  const search = get("search"), rule = get("rule"), file = get("file"), shown = get("shown");
  const boxes = all("[name=severity]", filter);
  const files = all("section.file").map(section => ({
    section, name: section.dataset.f, count: section.querySelector(".count"),
    findings: all("article", section).map(node => ({ node, rule: node.dataset.r, severity: node.className, text: "" })),
  }));
  const findings = files.flatMap(f => f.findings);

  // A finding is found by all of the words.
  const matches = (finding, words) => {
    if (words.length && !finding.text) finding.text = finding.node.textContent.toLowerCase();
    return words.every(word => finding.text.includes(word));
  };
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = new Set(boxes.filter(box => box.checked).map(box => box.value));
    let sum = 0;
    for (const f of files) {
      let here = 0;
      for (const finding of f.findings) {
        const fits = (!file.value || f.name === file.value) && severities.has(finding.severity)
          && (!rule.value || finding.rule === rule.value) && matches(finding, words);
        if (finding.node.hidden === fits) finding.node.hidden = !fits;
        here += fits;
      }
      f.section.hidden = !here;
      f.count.textContent = here === f.findings.length ? here.toLocaleString("en")
        : `${here.toLocaleString("en")} of ${f.findings.length.toLocaleString("en")}`;
      sum += here;
    }
    shown.textContent = `${sum.toLocaleString("en")} shown`;
    for (const a of all("[data-rule]")) a.classList.toggle("on", a.dataset.rule === rule.value);
    for (const a of all("[data-file]")) a.classList.toggle("on", a.dataset.file === file.value);
  };
  let later;
  search.oninput = () => { clearTimeout(later); later = setTimeout(apply, 120); };
  filter.onchange = apply;
  filter.onsubmit = event => { event.preventDefault(); apply(); };
  filter.onreset = () => setTimeout(apply);
  for (const a of all("[data-rule], [data-file]")) a.onclick = event => {
    event.preventDefault();
    const [box, value] = a.dataset.rule ? [rule, a.dataset.rule] : [file, a.dataset.file];
    box.value = box.value === value ? "" : value;
    apply();
    filter.scrollIntoView({ block: "nearest" });
  };

  // The rule's text, below the finding.
  const why = article => {
    const open = article.querySelector(":scope > .doc");
    if (open) return open.remove();
    const doc = document.querySelector(`#${CSS.escape(article.dataset.r)} .doc`);
    if (doc) article.append(doc.cloneNode(true));
  };
  get("findings").onclick = event => {
    const link = event.target.closest(".why");
    if (!link) return;
    event.preventDefault();
    why(link.closest("article"));
  };

  const current = () => document.activeElement.closest("main article");
  const step = by => {
    const visible = findings.filter(finding => !finding.node.hidden).map(finding => finding.node);
    const here = current();
    const below = () => visible.findIndex(node => node.getBoundingClientRect().bottom > 120);
    const at = here ? visible.indexOf(here) + by : Math.max(below(), 0);
    const next = visible[Math.min(Math.max(at, 0), visible.length - 1)];
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  };
  const only = () => {
    const here = current();
    rule.value = rule.value || !here ? "" : here.dataset.r;
    apply();
    if (here) here.scrollIntoView({ block: "center" });
  };
  const keys = {
    j: () => step(1), k: () => step(-1), r: only, t: () => theme.click(),
    "/": () => { search.focus(); search.select(); },
    "?": () => get("keys").showModal(),
    Escape: () => { document.activeElement.blur(); filter.reset(); },
    Enter: () => { const here = current(); if (here) why(here); },
  };
  for (const [at, box] of boxes.entries()) keys[at + 1] = () => { box.checked = !box.checked; apply(); };
  get("help").onclick = keys["?"];
  addEventListener("keydown", event => {
    const typing = event.target.matches("input[type=search], select");
    if (event.ctrlKey || event.metaKey || event.altKey || get("keys").open) return;
    if (event.key === "Enter" && event.target.matches("a, button, summary, input")) return;
    if (typing && event.key !== "Escape" || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
  apply();
})();
