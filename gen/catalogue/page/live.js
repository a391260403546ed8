// What the page does while hhgen docs --serve follows edits: it loads itself again
// when the catalogue has changed, and shows what is wrong with a schema.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const version = document.documentElement.dataset.version;
  const source = new EventSource("events");
  source.addEventListener("message", (event) => {
    const now = JSON.parse(event.data);
    if (now.version !== version) {
      location.reload();
      return;
    }
    say(now.findings);
  });
  source.addEventListener("error", () => say("The server has ended. Start hhgen docs --serve again to follow edits."));

  function say(text) {
    document.getElementById("findings")?.remove();
    if (!text) return;
    const box = document.createElement("section");
    box.id = "findings";
    box.setAttribute("role", "alert");
    const title = document.createElement("strong");
    title.textContent = "This page is out of date until this is corrected:";
    const lines = document.createElement("pre");
    lines.textContent = text;
    box.append(title, lines);
    document.querySelector(".top").after(box);
  }
});
