/**
 * Reloads the page after a build, and shows over it what a build could not do. `fangzhi serve` puts this script into
 * the pages that it shows; it is in no site.
 */
(() => {
  const own = document.currentScript.dataset.generation;
  const says = document.documentElement.lang.startsWith('en')
    ? { failed: 'The build has errors', close: 'Close' }
    : { failed: '构建出错', close: '关闭' };
  /** A page that searches needs the index of its own generation, which comes last. */
  const needsIndex = document.querySelector('script[src$="static/search.js"]') !== null;
  /** Where the errors that the reader has closed are remembered: they stay closed until there are others. */
  const CLOSED = 'fangzhi-closed-errors';

  const STYLE = `
    :host { position: fixed; inset: auto 0 0 0; z-index: 2147483647; }
    section { box-sizing: border-box; max-height: 70vh; overflow: auto; padding: 1rem 1.5rem 1.5rem; background: #2a1416;
      color: #f7eded; border-top: 4px solid #ff6b6b; font: 15px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas,
      "Noto Sans Mono CJK SC", "Sarasa Mono SC", "PingFang SC", "Microsoft YaHei", monospace; }
    strong { font-size: 17px; color: #ffb3b3; }
    button { float: right; font: inherit; color: inherit; background: none; border: 1px solid currentColor; border-radius: 4px;
      padding: 0 .75rem; cursor: pointer; }
    pre { margin: .75rem 0 0; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }`;

  let overlay = null;

  function hide() {
    overlay?.remove();
    overlay = null;
  }

  function show(errors) {
    if (sessionStorage.getItem(CLOSED) === errors) return hide();
    if (overlay === null) {
      overlay = document.createElement('div');
      overlay.setAttribute('role', 'alert');
      // Apart from the page, whose styles must not reach it. The content policy allows no inline styles; this is none.
      const style = new CSSStyleSheet();
      style.replaceSync(STYLE);
      overlay.attachShadow({ mode: 'open' }).adoptedStyleSheets = [style];
      document.body.append(overlay);
    }
    const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });
    const section = document.createElement('section');
    section.lang = document.documentElement.lang;
    const close = element('button', says.close);
    close.type = 'button';
    close.addEventListener('click', () => {
      sessionStorage.setItem(CLOSED, errors);
      hide();
    });
    section.append(close, element('strong', says.failed), element('pre', errors));
    overlay.shadowRoot.replaceChildren(section);
  }

  function take({ generation, complete, errors }) {
    if (generation !== own && (complete || !needsIndex)) {
      location.reload();
      return;
    }
    if (errors) {
      show(errors);
    } else {
      sessionStorage.removeItem(CLOSED);
      hide();
    }
  }

  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const visible = () =>
    new Promise((resolve) => {
      if (!document.hidden) resolve();
      else document.addEventListener('visibilitychange', () => resolve(), { once: true });
    });

  async function follow() {
    let seen = '';
    let asking = new AbortController();
    // A browser holds few connections to one server: a page that nobody sees must not keep one.
    document.addEventListener('visibilitychange', () => document.hidden && asking.abort());
    for (;;) {
      await visible();
      asking = new AbortController();
      try {
        const answer = await fetch(`/.fangzhi/events?seen=${seen}`, { cache: 'no-store', signal: asking.signal });
        if (!answer.ok) throw new Error(`${answer.status}`);
        const state = await answer.json();
        seen = state.seen;
        take(state);
      } catch {
        // The server is gone, or busy starting again: its next run has another generation.
        await pause(500);
      }
    }
  }

  follow();
})();
