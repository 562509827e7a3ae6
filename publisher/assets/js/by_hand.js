// Shares what is to be posted, and copies its words, where the browser can. Without this file the page works too.
const byId = (id) => document.getElementById(id);

async function copy(text) {
  const field = document.querySelector(`[data-copied]`);
  await navigator.clipboard.writeText(text);
  field.hidden = false;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = byId(button.dataset.copy);
    copy(field.value).catch(() => field.select());
  });
}

// The files are fetched before anybody presses: a browser shares only what is at hand when it is pressed.
async function prepare(button) {
  const links = [...document.querySelectorAll("[data-share]")];
  const files = await Promise.all(
    links.map(async (link) => new File([await (await fetch(link.href)).blob()], link.download, { type: "image/jpeg" })),
  );
  if (!files.length || !navigator.canShare({ files })) return;
  const text = byId("caption")?.value ?? ""; // a story has none
  button.hidden = byId("share-hint").hidden = false;
  button.addEventListener("click", () => {
    copy(text).catch(() => {});
    navigator.share({ files, text }).catch(() => {}); // closed without choosing anything
  });
}

const share = byId("share");
if (share && navigator.canShare) prepare(share).catch(() => {});
