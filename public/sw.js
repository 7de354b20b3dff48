// Lets what a visitor has opened work without a network (A2, X4): the programs they used, the public pages and guides
// they read. Nothing personal passes through here: drafts are kept by the page itself (src/kept.rs). A browser that runs no
// service worker, as some of WeChat's and private windows, merely needs the network. Written for the floor.
//
// The network always comes first: a copy is served only when the service cannot be reached. So whoever is on line gets
// the release that the service has, and its program.

'use strict';

/**
 * This release, filled in by xtask (xtask/src/release.rs):
 * `release` its name; `ways` the table of onething_api::programs, from the beginning of a path to the base of the
 * program that draws it, null where none for citizens does; `programs` by base: `document`, `files`, `texts` by language.
 */
const BUILD = null;

/** The programs of this release, with their documents. */
const FILES = `files-${BUILD.release}`;
/** Public pages and answers of this release, by path. */
const PAGES = `pages-${BUILD.release}`;
/** Versions of guides: they never change, and drafts need them after a new release, too. */
const GUIDES = 'guides';
/** How many copies of pages and of guides are kept. */
const MOST = 40;

/** Answers that are for everybody and that a page cannot do without. */
const PUBLIC = /^\/api\/v1\/(city|guides\/[^/]+(\/(around|related|versions\/\d+))?)$/;
const VERSION = /\/versions\/\d+$/;
const CITY = '/api/v1/city';

/** The base of the program that draws a path; null where none for citizens does. */
function program(path) {
  const segments = path.replace(/^\/+/, '').split('/');
  const fits = ([way]) => way.split('/').every((wanted, at) => wanted === segments[at] || (wanted === '*' && segments[at]));
  const way = BUILD.ways.find(fits);
  return way ? way[1] : '/';
}

/** Whether what stands before the service answers in its place that it is not there. */
const isDown = (answer) => [502, 503, 504].includes(answer.status);

/** Whether a page is the same for everybody. */
const isForAll = (answer) => !/no-store/.test(answer.headers.get('cache-control') || '');

const find = (key, name) => caches.open(name).then((cache) => cache.match(key, { ignoreVary: true }));

/** Keeps an answer as the newest, and lets the oldest go. */
async function put(name, key, answer) {
  const cache = await caches.open(name);
  await cache.delete(key, { ignoreVary: true });
  await cache.put(key, answer);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((old) => cache.delete(old)));
}

/** Keeps a program whole, its document last: where that is, all of it is. */
async function keep(base, lang) {
  const { document, files, texts } = BUILD.programs[base];
  const cache = await caches.open(FILES);
  const wanted = [...files, texts[lang] || Object.values(texts)[0]];
  const there = await Promise.all(wanted.map((file) => cache.match(file)));
  await cache.addAll(wanted.filter((_, at) => !there[at]));
  const answer = await fetch(document, { cache: 'no-cache' });
  if (answer.ok && (await isOurs(base, answer.clone()))) await cache.put(document, answer);
}

/** Whether a document is of this release: the service may have the next one already. */
async function isOurs(base, answer) {
  const text = await answer.text();
  return BUILD.programs[base].files.every((file) => text.includes(file));
}

async function keepCity() {
  const city = await fetch(CITY);
  if (city.ok) await put(PAGES, CITY, city);
}

/** What of the last release is kept for the visitor is fetched of this one before it takes over. */
async function takeAlong() {
  for (const name of await caches.keys()) {
    if (!name.startsWith('files-') || name === FILES) continue;
    const paths = (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname);
    for (const [base, { document, texts }] of Object.entries(BUILD.programs)) {
      if (!paths.includes(document)) continue;
      const langs = Object.keys(texts).filter((lang) => paths.some((path) => path.startsWith(`${base}locales/${lang}`)));
      for (const lang of langs) await keep(base, lang);
      await keepCity();
    }
  }
}

async function leaveTheRest() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => ![FILES, PAGES, GUIDES].includes(name)).map((name) => caches.delete(name)));
}

self.addEventListener('install', (event) => {
  // Fails without a network, and is tried again at the next visit.
  event.waitUntil(takeAlong().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const preload = self.registration.navigationPreload;
  event.waitUntil(
    leaveTheRest()
      .then(() => preload && preload.enable())
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('message', (event) => {
  const { keep: base, lang } = event.data || {};
  if (!BUILD.programs[base]) return;
  // What cannot be kept now is asked for again at the next visit.
  event.waitUntil(keep(base, lang).then(keepCity).catch(() => {}));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    const base = program(pathname);
    if (base) event.respondWith(page(event, base, pathname, search));
  } else if (PUBLIC.test(pathname) && !search) {
    event.respondWith(answer(event, pathname));
  } else if (Object.values(BUILD.programs).some(({ files, texts }) => [...files, ...Object.values(texts)].includes(pathname))) {
    // Its name is a digest: a copy is as good as the file.
    event.respondWith(find(pathname, FILES).then((kept) => kept || fetch(request)));
  }
});

/** `ask` the service; `otherwise` what is kept, where it cannot be reached. */
async function orKept(ask, otherwise) {
  let answer = null;
  try {
    answer = await ask();
    if (!isDown(answer)) return answer;
  } catch (error) {
    const kept = await otherwise();
    if (kept) return kept;
    throw error;
  }
  return (await otherwise()) || answer;
}

/** A page: the service's, else the copy of a public page, else the document of the program that draws it. */
function page(event, base, path, search) {
  const ask = async () => {
    const answer = (await event.preloadResponse) || (await fetch(event.request));
    // What follows `?` may say something of the visitor, and some pages are of one person.
    if (answer.ok && !search && isForAll(answer)) event.waitUntil(keepPage(base, path, answer.clone()));
    return answer;
  };
  return orKept(ask, async () => (await find(path, PAGES)) || find(BUILD.programs[base].document, FILES));
}

/** Keeps a page that the service has rendered: it is the same for everybody. */
async function keepPage(base, path, answer) {
  const text = await answer.clone().text();
  if (text.includes(' data-rendered') && (await isOurs(base, answer.clone()))) await put(PAGES, path, answer);
}

function answer(event, path) {
  const name = VERSION.test(path) ? GUIDES : PAGES;
  const ask = async () => {
    const found = await fetch(event.request);
    if (found.ok) event.waitUntil(put(name, path, found.clone()));
    return found;
  };
  return orKept(ask, () => find(path, name));
}
