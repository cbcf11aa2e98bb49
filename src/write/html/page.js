// Search, filters and sorting. All content is in the page without it.
(() => {
  'use strict';
  const all = (of, selector) => Array.from(of.querySelectorAll(selector));
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const fold = text => text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  const words = text => fold(text).split(/\s+/).filter(Boolean);

  // Contents fold away where there is little room.
  const contents = document.getElementById('contents');
  if (matchMedia('(max-width: 60rem)').matches) contents.open = false;
  addEventListener('beforeprint', () => all(document, 'details').forEach(details => { details.open = true; }));

  // Search over rows and headings. The index is made when the page has nothing else to do, or when somebody searches.
  let index;
  const indexed = () => index ??= all(document, 'main article').flatMap(article => {
    const title = article.dataset.title;
    const heads = all(article, 'section[id]').map(section => ({
      at: section, id: section.id, title: section.querySelector('h4, h5')?.firstChild?.textContent.trim() ?? title, where: title, text: '',
    }));
    const rows = all(article, 'tbody > tr:not(.group)').map(row => ({
      at: row, id: row.id, title: row.cells[0].textContent.trim(), where: title, text: row.textContent,
    }));
    return [...heads.filter(head => head.title !== title), { at: article, id: article.id, title, where: '', text: '' }, ...rows];
  }).map(entry => ({ ...entry, name: fold(entry.title), text: fold(entry.title + ' ' + entry.text) }));

  const MOST = 40;
  const input = make('input', { type: 'search', placeholder: 'Search the dossier ( / )', autocomplete: 'off', spellcheck: false });
  input.setAttribute('aria-label', 'Search the dossier');
  const count = make('output', { className: 'quiet' });
  const results = make('ul', { className: 'results', hidden: true });
  const bar = make('div', { className: 'search' }, input, ' ', count, results);
  bar.setAttribute('role', 'search');
  document.getElementById('main').prepend(bar);

  const search = () => {
    const asked = words(input.value);
    results.replaceChildren();
    results.hidden = asked.length === 0;
    count.textContent = '';
    if (asked.length === 0) return;
    const found = indexed().filter(entry => asked.every(word => entry.text.includes(word)));
    const rank = entry => (entry.name === asked.join(' ') ? 0 : asked.every(word => entry.name.includes(word)) ? 1 : 2);
    const ranked = [0, 1, 2].flatMap(at => found.filter(entry => rank(entry) === at)).slice(0, MOST);
    count.textContent = found.length === 0 ? 'nothing found'
      : `${found.length} found${found.length > MOST ? `, the first ${MOST} shown` : ''}`;
    for (const entry of ranked) {
      const link = make('a', { href: '#' + encodeURIComponent(entry.id || '') }, entry.title || '(no title)');
      if (entry.where) link.append(make('small', {}, entry.where));
      link.addEventListener('click', event => { event.preventDefault(); show(entry); });
      results.append(make('li', {}, link));
    }
  };
  const show = entry => {
    results.hidden = true;
    if (entry.id) history.pushState(null, '', '#' + encodeURIComponent(entry.id));
    reveal(entry.at);
  };
  const reveal = element => {
    for (let details = element.closest('details'); details; details = details.parentElement.closest('details')) details.open = true;
    if (element.hidden) unfilter(element.closest('table'));
    all(document, '.found').forEach(found => found.classList.remove('found'));
    element.classList.add('found');
    element.scrollIntoView({ block: 'center' });
    // Sections further up take their true height only now.
    requestAnimationFrame(() => element.scrollIntoView({ block: 'center' }));
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
  };
  let waiting;
  input.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(search, 60); });
  input.addEventListener('focus', () => { if (input.value && results.hidden) search(); });
  bar.addEventListener('keydown', event => {
    const links = all(results, 'a');
    const at = links.indexOf(document.activeElement);
    if (event.key === 'Escape') { results.hidden = true; input.focus(); }
    else if (event.key === 'ArrowDown' && links.length) { links[Math.min(at + 1, links.length - 1)].focus(); event.preventDefault(); }
    else if (event.key === 'ArrowUp' && links.length) { (at > 0 ? links[at - 1] : input).focus(); event.preventDefault(); }
    else if (event.key === 'Enter' && document.activeElement === input && links.length) links[0].click();
  });
  addEventListener('keydown', event => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) { input.focus(); event.preventDefault(); }
  });
  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === 'TR') reveal(target);
  };
  addEventListener('hashchange', follow);
  if (location.hash) follow();

  // Tables: sorting by a heading, and filters where there are many rows.
  const MANY = 8;
  const key = cell => {
    const text = cell ? cell.textContent.trim() : '';
    const number = /^-?[\d\s,]*\.?\d+\s*%?$/.test(text) ? parseFloat(text.replace(/[\s,%]/g, '')) : NaN;
    return { text: fold(text), number };
  };
  const compare = (a, b) => {
    if (!a.text || !b.text) return a.text ? -1 : b.text ? 1 : 0;
    const numbers = a.number - b.number;
    return Number.isNaN(numbers) ? a.text.localeCompare(b.text, 'en', { numeric: true }) : numbers;
  };
  const sort = (table, head, column) => {
    const down = head.getAttribute('aria-sort') === 'ascending';
    all(table, 'th[aria-sort]').forEach(other => other.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    for (const body of table.tBodies) {
      const rows = all(body, 'tr:not(.group)').map(row => ({ row, key: key(row.cells[column]) }));
      // What is empty stays at the end either way.
      rows.sort((a, b) => (down && a.key.text && b.key.text ? compare(b.key, a.key) : compare(a.key, b.key)));
      body.append(...rows.map(({ row }) => row));
    }
  };
  const filters = new WeakMap();
  const unfilter = table => {
    const filter = filters.get(table);
    if (!filter) return;
    filter.text.value = '';
    if (filter.state) filter.state.value = '';
    filter.apply();
  };
  const filter = (table, rows) => {
    const text = make('input', { type: 'search', placeholder: 'Filter rows', autocomplete: 'off' });
    text.setAttribute('aria-label', 'Filter the rows of ' + table.parentElement.getAttribute('aria-label'));
    const shown = make('output');
    const states = [...new Set(all(table, 'tbody .status').map(status => status.textContent))].sort();
    const state = states.length > 1 && make('select', {}, make('option', { value: '' }, 'any state'),
      ...states.map(value => make('option', { value }, value)));
    if (state) state.setAttribute('aria-label', 'State');
    const apply = () => {
      const asked = words(text.value);
      let left = 0;
      for (const row of rows) {
        const content = asked.length ? fold(row.textContent) : '';
        const stands = !state || !state.value || all(row, '.status').some(status => status.textContent === state.value);
        row.hidden = !(stands && asked.every(word => content.includes(word)));
        if (!row.hidden) left += 1;
      }
      for (const body of table.tBodies) body.hidden = all(body, 'tr:not(.group)').every(row => row.hidden);
      shown.textContent = left === rows.length ? `${rows.length} rows` : `${left} of ${rows.length} rows`;
    };
    text.addEventListener('input', apply);
    if (state) state.addEventListener('change', apply);
    const tools = make('div', { className: 'tools' }, text, ...(state ? [state] : []), shown);
    table.parentElement.before(tools);
    filters.set(table, { text, state, apply });
    shown.textContent = `${rows.length} rows`;
  };
  const equip = table => {
    const rows = all(table, 'tbody > tr:not(.group)');
    if (rows.length < 2) return;
    all(table, 'thead th').forEach((head, column) => {
      const button = make('button', { type: 'button' }, ...head.childNodes);
      button.addEventListener('click', () => sort(table, head, column));
      head.append(button);
    });
    if (rows.length > MANY) filter(table, rows);
  };
  // Where there are many tables each is equipped when it comes near.
  const near = new IntersectionObserver(seen => seen.filter(one => one.isIntersecting).forEach(one => {
    near.unobserve(one.target);
    all(one.target, 'table').forEach(equip);
  }), { rootMargin: '1500px' });
  all(document, 'article').forEach(article => near.observe(article));
  (window.requestIdleCallback ?? setTimeout)(indexed);
})();
