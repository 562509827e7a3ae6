// What was typed and not yet sent, on this phone: words in local storage, photos and files in IndexedDB.
const DAYS = 7; // the server knows an idempotency key as long
const START = "report:";

const nameOf = (user, candidate) => `${START}${user}:${candidate}`;

export function load(user, candidate) {
  try {
    const kept = JSON.parse(localStorage.getItem(nameOf(user, candidate)));
    return kept && Date.now() - kept.at < DAYS * 86_400_000 ? kept : null;
  } catch {
    return null;
  }
}

export function save(user, candidate, name, fields) {
  try {
    localStorage.setItem(nameOf(user, candidate), JSON.stringify({ at: Date.now(), candidate, name, fields }));
  } catch {
    // A private window may refuse: the page itself still holds what was typed.
  }
}

export async function forget(user, candidate) {
  localStorage.removeItem(nameOf(user, candidate));
  await withFiles("readwrite", (store) => store.delete(nameOf(user, candidate)));
}

// All that this person has not sent, the newest first; what is too old is dropped.
export function unsent(user) {
  const found = [];
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(START)) continue;
    const [, owner, candidate] = key.split(":");
    const kept = load(owner, candidate);
    if (!kept) forget(owner, candidate);
    else if (owner === user) found.push(kept);
  }
  return found.sort((one, other) => other.at - one.at);
}

export const saveFiles = (user, candidate, files) =>
  withFiles("readwrite", (store) => store.put(files, nameOf(user, candidate)));

export const loadFiles = (user, candidate) => withFiles("readonly", (store) => store.get(nameOf(user, candidate)));

// Gives the result of one act on the files, or null where the browser keeps none.
function withFiles(mode, act) {
  return new Promise((resolve) => {
    let opening;
    try {
      opening = indexedDB.open("reports", 1);
    } catch {
      return resolve(null);
    }
    opening.onupgradeneeded = () => opening.result.createObjectStore("files");
    opening.onerror = () => resolve(null);
    opening.onsuccess = () => {
      const database = opening.result;
      const asked = act(database.transaction("files", mode).objectStore("files"));
      asked.onsuccess = () => {
        database.close();
        resolve(asked.result ?? null);
      };
      asked.onerror = () => {
        database.close();
        resolve(null);
      };
    };
  });
}
