"use strict";
(() => {
  const form = document.getElementById("filter");
  const rows = [...document.querySelectorAll("table.findings tbody tr")];
  if (!form || !rows.length) return;
  const search = document.getElementById("search");
  const count = document.getElementById("count");
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = rows.map((row) => fold(row.textContent));
  const show = () => {
    const wanted = fold(search.value.trim());
    const bands = new Set([...form.querySelectorAll("input:checked")].map((box) => box.value));
    let shown = 0;
    rows.forEach((row, n) => {
      row.hidden = !(bands.has(row.dataset.band) && texts[n].includes(wanted));
      shown += !row.hidden;
    });
    if (wanted) document.querySelectorAll("table.findings").forEach((t) => t.closest("details")?.setAttribute("open", ""));
    count.textContent = `${shown} of ${rows.length} findings shown`;
  };
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  const folded = [...document.querySelectorAll("details")];
  let before = [];
  addEventListener("beforeprint", () => { before = folded.map((d) => d.open); folded.forEach((d) => { d.open = true; }); });
  addEventListener("afterprint", () => folded.forEach((d, n) => { d.open = before[n]; }));
  show();
})();
