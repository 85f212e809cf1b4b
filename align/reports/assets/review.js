"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const body = document.getElementById("rows");
  const state = document.getElementById("state");
  const shown = document.getElementById("show");
  const store = `align-review:${data.key}`;
  const identity = (row) => JSON.stringify([row.s, row.t]);
  const original = new Map(data.rows.map((row) => [identity(row), row]));
  const fresh = () => data.rows.map((row) => ({ ...row, s: [...row.s], t: [...row.t], verb: "" }));
  const words = { accept: ["✓", "accepted"], review: ["?", "needs review"], drop: ["✕", "dropped"] };
  let rows = fresh();
  let here = 0;
  let side = "s";
  let pin = null;
  const past = [];

  const changed = (row) => !original.has(identity(row));
  const empty = (row) => !row.s.length && !row.t.length;
  const text = (n) => data.segments[n].x;
  const document_of = (row) => (row.t.length ? data.segments[row.t[0]].d : null);
  const joins = (...parts) => new Set(parts.flat().map((n) => data.segments[n].d)).size < 2;
  const make = (s, t) => ({ s, t, score: null, grade: s.length && t.length ? "equivalent" : null, verb: "" });
  const doubtful = (row) => !row.verb && row.s.length > 0 && row.t.length > 0 && (row.score === null || row.score < data.sure);
  const unpaired = (row) => !row.s.length || !row.t.length;

  const restore = (row) => {
    const known = original.get(identity(row));
    return known ? { ...row, score: known.score, grade: row.grade ?? known.grade } : row;
  };

  const save = () => {
    try { localStorage.setItem(store, JSON.stringify(rows)); } catch { /* the browser keeps nothing for files: Download does */ }
  };

  const whole = (list) => {
    const seen = list.flatMap((row) => [...row.s, ...row.t]).sort((a, b) => a - b);
    return seen.length === data.segments.length && seen.every((n, at) => n === at);
  };

  const say = (message) => { state.textContent = message; };

  const tell = (message = "") => {
    const decided = rows.filter((row) => row.verb || changed(row)).length;
    say(`${message ? `${message}. ` : ""}Row ${here + 1} of ${rows.length}, ${side === "s" ? "source" : "target"} side. ${decided} decided.`);
  };

  const label = (row) => {
    if (row.verb) return words[row.verb];
    if (changed(row)) return ["✎", unpaired(row) ? "unpaired by you" : "put together by you"];
    if (unpaired(row)) return ["○", "unpaired"];
    return row.score >= data.sure ? ["●", "sure"] : ["◐", "doubtful"];
  };

  const fold = (word) => word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const token = /\d[\d.,\u00a0\u202f ]*\d|\d|\p{Lu}[\p{L}\p{M}’'-]{2,}/gu;
  const key = (word) => (/^\d/.test(word) ? word.replace(/\D/g, "") : fold(word));
  const keys = (list) => new Set(list.flatMap((n) => (text(n).match(token) ?? []).map(key)));

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  const sentence = (n, common) => {
    const made = element("p", { lang: data.documents[data.segments[n].d].language });
    let at = 0;
    for (const match of text(n).matchAll(token)) {
      if (!common.has(key(match[0]))) continue;
      made.append(text(n).slice(at, match.index), element("u", {}, match[0]));
      at = match.index + match[0].length;
    }
    made.append(text(n).slice(at));
    return made;
  };

  const cell = (row, which, common, at) => {
    const made = element("td", { role: "cell", "data-label": which === "s" ? "Source" : "Target", class: [at === here && which === side ? "side" : "", pin && pin.row === row && pin.side === which ? "pinned" : ""].join(" ").trim() || null });
    if (which === "t" && row.t.length) made.append(element("span", { class: "outlet" }, data.documents[document_of(row)].outlet));
    for (const n of row[which]) {
      made.append(sentence(n, common));
      const draft = data.segments[n].m;
      if (draft) made.append(element("p", { class: "draft" }, element("span", { class: "tag" }, "draft, machine text"), ` ${draft}`));
    }
    if (!row[which].length) made.append(element("span", { class: "note" }, "–"));
    made.addEventListener("click", () => { here = at; side = which; draw(); });
    return made;
  };

  const line = (row, at) => {
    const source = keys(row.s);
    const common = new Set([...keys(row.t)].filter((k) => source.has(k)));
    const [sign, word] = label(row);
    const score = row.score !== null && !row.verb && !changed(row) ? ` ${row.score.toFixed(2)}` : "";
    const gutter = element("th", { scope: "row", role: "rowheader", class: "gutter" }, element("span", { class: "band" }, `${sign} ${word}${score}`), element("span", { class: "score" }, `${row.s.length}-${row.t.length}`));
    if (row.grade) gutter.append(element("span", { class: "slot" }, row.grade));
    const made = element("tr", { role: "row", "aria-current": at === here ? "true" : null, class: `${row.verb} ${at === here ? "here" : ""}`.trim() || null, tabindex: at === here ? "0" : "-1" }, gutter, cell(row, "s", common, at), cell(row, "t", common, at));
    const wanted = { all: true, doubtful: doubtful(row), unpaired: unpaired(row), decided: Boolean(row.verb) || changed(row) }[shown.value];
    made.hidden = !wanted;
    return made;
  };

  const draw = (message = "", focus = true) => {
    here = Math.max(0, Math.min(here, rows.length - 1));
    body.replaceChildren(...rows.map(line));
    if (focus && body.children[here]) {
      body.children[here].focus({ preventScroll: true });
      body.children[here].scrollIntoView({ block: "nearest" });
    }
    tell(message);
  };

  const edit = (change) => {
    const before = JSON.stringify({ rows, here, side });
    const message = change();
    if (message === false) return;
    past.push(before);
    if (past.length > 500) past.shift();
    const kept = rows[here];
    rows = rows.filter((row) => !empty(row)).map(restore);
    here = Math.max(0, rows.findIndex((row) => kept && identity(row) === identity(kept)));
    pin = null;
    save();
    draw(message);
  };

  const refuse = (why) => { tell(why); return false; };

  const decide = (verb) => edit(() => {
    rows[here].verb = rows[here].verb === verb ? "" : verb;
    return rows[here].verb ? words[verb][1] : "cleared";
  });

  const move = (step) => edit(() => {
    const from = rows[here];
    const to = rows[here + step];
    if (!to) return refuse("There is no row there");
    if (!from[side].length) return refuse("Nothing to move on this side");
    const n = step < 0 ? from[side][0] : from[side].at(-1);
    if (side === "t" && !joins([n], to.t)) return refuse("A bead's target sentences belong to one article");
    from[side] = from[side].filter((x) => x !== n);
    to[side] = step < 0 ? [...to[side], n] : [n, ...to[side]];
    for (const row of [from, to]) { row.verb = ""; row.score = null; row.grade = row.s.length && row.t.length ? row.grade ?? "equivalent" : null; }
    here += step;
    return "moved";
  });

  const split = () => edit(() => {
    const row = rows[here];
    const other = side === "s" ? "t" : "s";
    if (row[side].length < 2 && !row[other].length) return refuse("Nothing to split");
    const n = row[side].at(-1);
    if (n === undefined) return refuse("Nothing to split on this side");
    row[side] = row[side].slice(0, -1);
    row.verb = ""; row.score = null;
    if (!row.s.length || !row.t.length) row.grade = null;
    rows.splice(here + 1, 0, side === "s" ? make([n], []) : make([], [n]));
    return "split";
  });

  const merge = () => edit(() => {
    const [row, below] = [rows[here], rows[here + 1]];
    if (!below) return refuse("There is no row below");
    if (!joins(row.t, below.t)) return refuse("A bead's target sentences belong to one article");
    rows.splice(here, 2, make([...row.s, ...below.s], [...row.t, ...below.t]));
    return "merged";
  });

  const pinpoint = () => {
    const row = rows[here];
    if (!pin) {
      if (!row[side].length) return tell("Nothing to mark on this side");
      pin = { row, side };
      return draw("Marked: go to its counterpart on the other side and press Space again");
    }
    if (pin.row === row || pin.side === side) { pin = null; return draw("Mark taken away"); }
    return edit(() => {
      const [source, target] = side === "t" ? [pin.row, row] : [row, pin.row];
      if (!target.t.length || !source.s.length) return refuse("Nothing to pair on this side");
      const made = make([...source.s], [...target.t]);
      const at = rows.indexOf(source);
      source.s = []; target.t = [];
      for (const rest of [source, target]) { rest.verb = ""; rest.score = null; rest.grade = null; }
      rows.splice(at, 0, made);
      here = at;
      return "paired";
    });
  };

  const grade = () => edit(() => {
    const row = rows[here];
    if (unpaired(row)) return refuse("An unpaired row has no grade");
    row.grade = row.grade === "equivalent" ? "partial" : "equivalent";
    row.verb = row.verb || "accept";
    return row.grade;
  });

  const undo = () => {
    const before = past.pop();
    if (!before) return tell("Nothing to undo");
    ({ rows, here, side } = JSON.parse(before));
    pin = null;
    save();
    return draw("undone");
  };

  const go = (step) => {
    let next = here + step;
    while (rows[next] && body.children[next]?.hidden) next += step;
    if (rows[next]) { here = next; draw(); }
  };

  const next = () => {
    const order = rows.map((_, n) => (here + 1 + n) % rows.length);
    const found = order.find((n) => doubtful(rows[n]) && !body.children[n].hidden);
    if (found === undefined) return tell("No doubtful row is left");
    here = found;
    return draw();
  };

  const reference = (n) => {
    const { d, x, n: nth } = data.segments[n];
    return { document: data.documents[d].id, text: x, nth };
  };

  const decisions = () => rows.filter((row) => row.verb || changed(row)).map((row) => ({
    decision: row.verb || "change", grade: row.grade, source: row.s.map(reference), target: row.t.map(reference),
  }));

  const download = () => {
    const written = `${JSON.stringify({ format: "align/review", version: 1, alignment: data.key, decisions: decisions() }, null, 1)}\n`;
    const link = element("a", { href: URL.createObjectURL(new Blob([written], { type: "application/json" })), download: "review.json" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    tell(`${decisions().length} decisions written to review.json`);
  };

  const open = (written) => {
    const find = new Map(data.segments.map((_, n) => [JSON.stringify(reference(n)), n]));
    const taken = new Set();
    const made = [];
    let lost = 0;
    for (const one of JSON.parse(written).decisions) {
      const [s, t] = [one.source, one.target].map((list) => list.map((r) => find.get(JSON.stringify({ document: r.document, text: r.text, nth: r.nth ?? 1 }))));
      if ([...s, ...t].some((n) => n === undefined || taken.has(n))) { lost += 1; continue; }
      [...s, ...t].forEach((n) => taken.add(n));
      made.push({ s, t, score: null, grade: one.grade ?? null, verb: one.decision === "change" ? "" : one.decision });
    }
    edit(() => {
      const result = [];
      for (const row of fresh()) {
        const touched = made.filter((m) => !m.placed && [...m.s, ...m.t].some((n) => row.s.includes(n) || row.t.includes(n)));
        touched.forEach((m) => { m.placed = true; result.push({ s: m.s, t: m.t, score: m.score, grade: m.grade, verb: m.verb }); });
        const rest = { ...row, s: row.s.filter((n) => !taken.has(n)), t: row.t.filter((n) => !taken.has(n)) };
        if (rest.s.length + rest.t.length === row.s.length + row.t.length) result.push(rest);
        else { rest.s.forEach((n) => result.push(make([n], []))); rest.t.forEach((n) => result.push(make([], [n]))); }
      }
      if (!whole(result)) return refuse("This review doesn't fit these articles");
      rows = result;
      here = 0;
      return lost ? `${lost} decisions no longer fit and were left out` : "opened";
    });
  };

  const actions = {
    accept: () => decide("accept"), review: () => decide("review"), drop: () => decide("drop"), grade, up: () => move(-1), down: () => move(1),
    split, merge, pin: pinpoint, undo, next, download,
    clear: () => edit(() => { if (!rows[here].verb) return refuse("Nothing was decided here"); rows[here].verb = ""; return "cleared"; }),
  };
  const bindings = { a: "accept", r: "review", k: "drop", g: "grade", u: "up", d: "down", s: "split", m: "merge", " ": "pin", n: "next", c: "clear" };

  addEventListener("keydown", (event) => {
    const inside = event.target.closest?.("input, select, textarea, summary, button");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") { event.preventDefault(); undo(); return; }
    if (inside || event.ctrlKey || event.metaKey || event.altKey) return;
    const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (bindings[pressed]) actions[bindings[pressed]]();
    else if (pressed === "ArrowDown") go(1);
    else if (pressed === "ArrowUp") go(-1);
    else if (pressed === "ArrowLeft") { side = "s"; draw(); }
    else if (pressed === "ArrowRight") { side = "t"; draw(); }
    else if (pressed === "?") document.getElementById("help").toggleAttribute("open");
    else return;
    event.preventDefault();
  });
  document.getElementById("tools").addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (button) actions[button.dataset.do]();
  });
  document.getElementById("open").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    try { open(await file.text()); } catch { say("This is no review.json"); }
    event.target.value = "";
  });
  shown.addEventListener("change", () => draw("", false));

  let message = "";
  try {
    const kept = JSON.parse(localStorage.getItem(store));
    if (kept && whole(kept)) { rows = kept; message = "Your earlier decisions are back"; }
  } catch { /* nothing was kept */ }
  document.getElementById("tools").hidden = false;
  document.getElementById("beads").hidden = false;
  document.getElementById("plain").hidden = true;
  draw(message, false);
})();
