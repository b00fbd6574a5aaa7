// Everything that comes from the network is set as text, never as markup.

type Child = Node | string | null | undefined | false;

export function element<K extends keyof HTMLElementTagNameMap>(name: K, properties: Partial<HTMLElementTagNameMap[K]> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return made;
}

export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}

export function table(caption: string, heads: string[], rows: (string | Node)[][]): HTMLElement | null {
  if (rows.length === 0) return null;
  return element('section', {},
    element('h3', { textContent: caption }),
    element('div', { className: 'scroll' },
      element('table', {},
        element('thead', {}, element('tr', {}, ...heads.map(head => element('th', { scope: 'col', textContent: head })))),
        element('tbody', {}, ...rows.map(row => element('tr', {}, ...row.map(cell => element('td', {}, cell))))))));
}

let toastTimer = 0;

export function toast(text: string, isError = false): void {
  const box = byId('toast');
  box.textContent = text;
  box.classList.toggle('error', isError);
  box.classList.add('shown');
  window.clearTimeout(toastTimer);
  toastTimer = window.setTimeout(() => box.classList.remove('shown'), isError ? 8000 : 3000);
}
