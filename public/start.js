// Loads the page: the program (WebAssembly), its glue and the texts of the language, all at
// once. Written for the floor (Chromium 80, iOS 13.4): no top-level await. A browser that
// cannot parse this file is told so by boot.js.

const boot = window.__boot;
const { base, js, wasm } = document.getElementById('start')?.dataset ?? {};

/** Bytes after which the bar has come most of its way; what is sent compressed has no known length. */
const USUAL_BYTES = 450000;

/** Fetches `path` or throws; the browser's cache and the page's preload do the rest. */
async function get(path) {
  const answer = await fetch(base + path);
  if (!answer.ok) throw new TypeError(`${answer.status} ${path}`);
  return answer;
}

/** The same answer, telling `heard` how many bytes have come so far. */
function counted(answer, heard) {
  if (!answer.body?.getReader || typeof ReadableStream !== 'function') return answer;
  const reader = answer.body.getReader();
  let bytes = 0;
  const body = new ReadableStream({
    async pull(out) {
      const { done, value } = await reader.read();
      if (done) {
        out.close();
        return;
      }
      bytes += value.length;
      heard(bytes);
      out.enqueue(value);
    },
  });
  return new Response(body, { headers: { 'content-type': 'application/wasm' } });
}

/** Moves the bar: fast at first, never quite to its end before the page is there. */
function progress(bytes) {
  const bar = document.querySelector('#boot progress');
  if (bar) bar.value = 95 * (1 - Math.exp(-bytes / USUAL_BYTES));
}

async function start() {
  const [glue, program, texts] = await Promise.all([
    import(base + js),
    get(wasm).then((answer) => counted(answer, progress)),
    get(`locales/${boot.lang}.json`).then((answer) => answer.text()),
  ]);
  window.__lang = boot.lang;
  window.__texts = texts;
  await glue.default({ module_or_path: program });
  document.getElementById('boot')?.remove();
}

if (typeof WebAssembly === 'object') {
  boot.alive = true;
  start().catch((error) => {
    console.error(error);
    // fetch and import() report a lost network as TypeError; anything else is the program's.
    boot.fail(error instanceof TypeError ? 'offline' : 'broken');
  });
}
