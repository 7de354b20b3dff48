// Loads the page: the program (WebAssembly), its glue and the texts of the language, all at
// once. Written for the floor (Chromium 80, iOS 13.4): no top-level await. A browser that
// cannot parse this file is told so by boot.js.

const boot = window.__boot;
/** Whether the service rendered the page. */
const rendered = document.documentElement.hasAttribute('data-rendered');
const { dataset = {} } = document.getElementById('start') ?? {};
const { base, js, wasm } = dataset;

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
    get(boot.lang === 'en' ? dataset.textsEn : dataset.textsZhCn).then((answer) => answer.text()),
  ]);
  window.__lang = boot.lang;
  window.__texts = texts;
  const screen = document.getElementById('boot');
  // A word that is still being put together would fall apart.
  while (composing) await new Promise((done) => screen.addEventListener('compositionend', () => setTimeout(done), { once: true }));
  await glue.default({ module_or_path: program });
  await takeOver(screen);
  if (dataset.worker) keep(dataset.worker);
}

/** Lets what is open work without a network too, in browsers that can (sw.js). */
function keep(script) {
  try {
    const workers = navigator.serviceWorker;
    const before = workers.controller;
    const tell = () => workers.controller?.postMessage({ keep: base, lang: boot.lang });
    workers.addEventListener('controllerchange', () => {
      // A new release is there: every further page is loaded as a document of it (src/platform/history.rs).
      window.__stale = Boolean(before);
      tell();
    });
    tell();
    workers
      .register(script, { updateViaCache: 'none' })
      .then((worker) => window.addEventListener('online', () => worker.update().catch(() => {})))
      // A private window, or a webview that does without: it needs the network.
      .catch(() => {});
  } catch (_) {
    // The same.
  }
}

const CONTROLS = 'button, input, select, summary, textarea';

/** Whether an input method is putting a word together. */
let composing = false;

/** What is typed or chosen in, and so carried over by its value. */
const TYPED = 'input[type=text], input[type=date], select, textarea';

/** What a visitor pressed on a page that the service rendered, while the program was on its way. */
const pressed = [];

/** Which control of the page it is: the words on it or its own id, and its place among those alike. */
function mark(page, control) {
  const alike = (other) => other.tagName === control.tagName && name(other) === name(control);
  return [name(control), [...page.querySelectorAll(control.tagName)].filter(alike).indexOf(control), control.tagName];
}

const name = (control) => control.id || control.textContent.trim();

/** The same control in the page that stands there now. */
function find([wanted, place, tag]) {
  return [...document.querySelectorAll(tag)].filter((control) => name(control) === wanted)[place];
}

function remember(page) {
  page.addEventListener('click', (event) => {
    const control = event.target.closest?.(CONTROLS);
    if (control && !control.matches(TYPED)) pressed.push(mark(page, control));
  });
  page.addEventListener('compositionstart', () => { composing = true; });
  page.addEventListener('compositionend', () => { composing = false; });
  // What has an address of its own the browser can send; the rest waits for the program.
  page.addEventListener('submit', (event) => {
    if (!event.target.hasAttribute('action')) event.preventDefault();
  });
}

/** Whether something was typed or chosen in a control since it came. */
function isTyped(control) {
  if (control.matches('select')) {
    const first = [...control.options].findIndex((option) => option.defaultSelected);
    return control.selectedIndex !== Math.max(first, 0);
  }
  return control.matches(TYPED) && control.value !== control.defaultValue;
}

/** Where the cursor stands in a line of text; nothing where there is none. */
const cursor = ({ selectionStart, selectionEnd }) => Number.isInteger(selectionStart) && [selectionStart, selectionEnd];

/** Puts the program's page in the place of the rendered one, and does there what has been done here. */
async function takeOver(screen) {
  if (!screen) return;
  // The program draws from what came with the document, in some turns of the queue between two frames.
  for (let turn = 0; rendered && turn < 200 && document.querySelector('.skeleton'); turn += 1) await null;
  const typed = [...screen.querySelectorAll(CONTROLS)].filter(isTyped).map((field) => [mark(screen, field), field.value]);
  const active = document.activeElement;
  const focus = screen.contains(active) && active.matches(CONTROLS) && mark(screen, active);
  const at = focus && cursor(active);
  screen.remove();
  for (const [field, value] of typed) {
    const same = find(field);
    if (!same || same.value === value) continue;
    same.value = value;
    for (const what of ['input', 'change']) same.dispatchEvent(new Event(what, { bubbles: true }));
  }
  const again = focus && find(focus);
  if (again) {
    again.focus({ preventScroll: true });
    if (at) again.setSelectionRange(...at);
  }
  pressed.forEach((control) => find(control)?.click());
}

if (typeof WebAssembly === 'object') {
  boot.alive = true;
  if (rendered) remember(document.getElementById('boot'));
  start().catch((error) => {
    console.error(error);
    // fetch and import() report a lost network as TypeError; anything else is the program's.
    boot.fail(error instanceof TypeError ? 'offline' : 'broken');
  });
}
