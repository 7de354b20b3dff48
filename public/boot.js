// The first script of both pages. It must run in any browser, however old, because it is the
// one that tells a browser below the floor what to do: ES5 only, no fetch, no Promise.
// The work of loading is in start.js, which an old browser will not even parse.
(function () {
  'use strict';

  var root = document.documentElement;

  /** A value kept on this device, or null: storage may be switched off. */
  function kept(key) {
    try { return window.localStorage.getItem(key); } catch (_) { return null; }
  }

  /** What the visitor chose before: a cookie, since the service has to know of it too. */
  function chosen(key) {
    var found = new RegExp('(?:^|; )' + key + '=([A-Za-z-]+)').exec(document.cookie);
    return found && found[1];
  }

  /** `value` when it is one of `allowed`, else the first of them. */
  function oneOf(value, allowed) {
    return allowed.indexOf(value) >= 0 ? value : allowed[0];
  }

  /** The language: the address, then the visitor's choice, then the browser, then Chinese. */
  function language() {
    var asked = /[?&]lang=([A-Za-z-]+)/.exec(window.location.search);
    var wishes = [asked && asked[1], chosen('lang'), window.navigator.language];
    for (var i = 0; i < wishes.length; i += 1) {
      if (/^zh/i.test(wishes[i] || '')) { return 'zh-CN'; }
      if (/^en/i.test(wishes[i] || '')) { return 'en'; }
    }
    return 'zh-CN';
  }

  // Before the first paint, so that nothing flashes.
  if (!root.hasAttribute('data-rendered')) { root.setAttribute('lang', language()); }
  root.setAttribute('data-script', '');
  root.setAttribute('data-theme', oneOf(kept('theme'), ['auto', 'light', 'dark']));
  root.setAttribute('data-look', oneOf(kept('look'), ['standard', 'care']));

  var TEXTS = {
    loading: ['正在加载…', 'Loading…'],
    offline: ['没有加载成功，请检查网络后重试。', 'The page did not load. Please check your network and try again.'],
    broken: ['页面没能启动，请重试。多次不行时，请换一个浏览器，或到政务服务大厅窗口办理。',
      'The page could not start. Please try again; if it keeps failing, use another browser or visit a service hall.'],
    old: ['您的浏览器版本太旧，打不开这个页面。请升级微信或浏览器后再来，也可以换一部手机，或到政务服务大厅窗口办理。',
      'Your browser is too old for this page. Please update WeChat or your browser, use another phone, or visit a service hall.'],
    retry: ['重新加载', 'Try again']
  };

  /** Says `what` in the language of the page; an old browser's owner gets both languages. */
  function text(what) {
    var pair = TEXTS[what];
    if (what === 'old') { return pair.join('\n'); }
    return pair[root.getAttribute('lang') === 'en' ? 1 : 0];
  }

  /** Calls `then` once the loading screen is in the document. */
  function withScreen(then) {
    var screen = document.getElementById('boot');
    if (screen) { then(screen); return; }
    document.addEventListener('DOMContentLoaded', function () {
      var late = document.getElementById('boot');
      if (late) { then(late); }
    });
  }

  var failed = false;

  /** Replaces the progress by a sentence and, where it can help, a button. */
  function fail(what) {
    if (failed) { return; }
    failed = true;
    withScreen(function (screen) {
      var line = screen.querySelector('[role=status]');
      line.textContent = text(what);
      line.setAttribute('role', 'alert');
      if (line.parentNode.className === 'boot-strip') { line.parentNode.className = 'boot-strip boot-failed'; }
      var waiting = screen.querySelectorAll('progress, .skeleton');
      for (var i = 0; i < waiting.length; i += 1) { waiting[i].parentNode.removeChild(waiting[i]); }
      if (what === 'old') { return; }
      var again = document.createElement('button');
      again.type = 'button';
      again.className = 'boot-retry';
      again.textContent = text('retry');
      again.onclick = function () { window.location.reload(); };
      line.parentNode.insertBefore(again, line.nextSibling);
      again.focus();
    });
  }

  // What start.js uses; `alive` tells that it was understood.
  window.__boot = { alive: false, lang: root.getAttribute('lang'), fail: fail };

  withScreen(function (screen) {
    var names = screen.querySelectorAll('[data-en]');
    for (var i = 0; window.__boot.lang === 'en' && i < names.length; i += 1) {
      names[i].textContent = names[i].getAttribute('data-en');
    }
    if (failed) { return; }
    screen.querySelector('[role=status]').textContent = text('loading');
    screen.querySelector('progress').setAttribute('aria-label', text('loading'));
  });

  // A script that does not arrive is the network's fault, not the browser's. Listening while
  // the event comes down is the only way to hear of it: it does not bubble.
  window.addEventListener('error', function (event) {
    if (event.target && event.target.id === 'start') { fail('offline'); }
  }, true);

  // Module scripts have run by now. One that has not was not understood.
  document.addEventListener('DOMContentLoaded', function () {
    if (!window.__boot.alive) { fail('old'); }
  });
}());
