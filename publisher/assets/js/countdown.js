// Makes "in 4 minutes" count down where it stands. Without this script the page says the clock time and is as usable.
const words = document.documentElement.lang === "es" ? { left: "faltan", now: "ahora" } : { left: "in", now: "now" };

function left(until) {
  const seconds = Math.round((until - Date.now()) / 1000);
  if (seconds <= 0) return words.now;
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 120) return "";
  return `${words.left} ${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}

function tick() {
  for (const place of document.querySelectorAll("[data-until]")) {
    const text = left(Date.parse(place.dataset.until));
    if (text) place.textContent = text;
  }
}

tick();
setInterval(tick, 1000);
