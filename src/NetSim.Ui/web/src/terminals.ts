import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { byId } from './dom';
import { run } from './shell';

const escape = '\x1b';

/** A terminal for each node that was asked for one; they share the drawer below the map. */
export class Terminals {
  private readonly drawer = byId('drawer');
  private readonly room = byId('terminals');
  private readonly known = new Map<string, { box: HTMLElement; terminal: Terminal; fit: FitAddon }>();
  private shown = '';

  constructor() {
    byId('drawer-close').onclick = () => this.close();
    new ResizeObserver(() => this.known.get(this.shown)?.fit.fit()).observe(this.room);
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      for (const one of this.known.values()) one.terminal.options.theme = theme();
    });
  }

  open(node: string): void {
    this.drawer.hidden = false;
    byId('drawer-title').textContent = node;
    this.known.get(this.shown)?.box.setAttribute('hidden', '');
    this.shown = node;
    const known = this.known.get(node) ?? this.make(node);
    known.box.removeAttribute('hidden');
    known.fit.fit();
    known.terminal.focus();
  }

  private close(): void {
    this.drawer.hidden = true;
    byId('panel').focus();
  }

  private make(node: string) {
    const box = document.createElement('div');
    box.className = 'terminal-box';
    box.dataset.node = node;
    this.room.append(box);
    const terminal = new Terminal({ fontSize: 13, fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace', convertEol: true, cursorBlink: true, scrollback: 5000, screenReaderMode: true, theme: theme() });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(box);
    const made = { box, terminal, fit };
    this.known.set(node, made);
    new Line(node, terminal);
    return made;
  }
}

/** The line that is typed: its text, what was typed before, and what runs. */
class Line {
  private text = '';
  private readonly history: string[] = [];
  private at = 0;
  private running: AbortController | null = null;

  constructor(private readonly node: string, private readonly terminal: Terminal) {
    terminal.writeln(`What runs here is what a file can list under apps: ping web, traceroute web … ${'`help`'} has more.`);
    this.prompt();
    terminal.onData(data => this.take(data));
  }

  private prompt(): void {
    this.terminal.write(`${escape}[1m${printable(this.node)}${escape}[0m $ `);
  }

  private take(data: string): void {
    if (data === '\x03') this.interrupt();
    else if (this.running) return;
    else if (data === '\r') void this.enter();
    else if (data === '\x7f') this.erase();
    else if (data === '\x0c') this.terminal.clear();
    else if (data === `${escape}[A`) this.recall(-1);
    else if (data === `${escape}[B`) this.recall(1);
    else if (!data.startsWith(escape)) this.type(data);
  }

  private type(data: string): void {
    // A paste may have several lines; each is entered.
    const [first, ...rest] = data.split(/\r\n?|\n/);
    const clean = printable(first ?? '');
    this.text += clean;
    this.terminal.write(clean);
    if (rest.length > 0) void this.enter().then(() => this.type(rest.join('\n')));
  }

  private erase(): void {
    if (this.text === '') return;
    this.text = [...this.text].slice(0, -1).join('');
    this.terminal.write('\b \b');
  }

  private recall(step: number): void {
    this.at = Math.min(this.history.length, Math.max(0, this.at + step));
    this.terminal.write('\b \b'.repeat(this.text.length));
    this.text = this.history[this.at] ?? '';
    this.terminal.write(this.text);
  }

  private interrupt(): void {
    this.terminal.writeln('^C');
    if (this.running) {
      this.running.abort();
      return;
    }
    this.text = '';
    this.prompt();
  }

  private async enter(): Promise<void> {
    const line = this.text.trim();
    this.text = '';
    this.terminal.writeln('');
    if (line === 'clear') this.terminal.clear();
    else if (line !== '') {
      this.history.push(line);
      this.running = new AbortController();
      const { signal } = this.running;
      try {
        for (const told of await run(this.node, line, signal)) this.terminal.writeln(printable(told));
      } catch (problem) {
        if (!signal.aborted) this.terminal.writeln(`${escape}[31m${printable((problem as Error).message)}${escape}[0m`);
      }
      this.running = null;
    }
    this.at = this.history.length;
    this.prompt();
  }
}

/** Nothing that comes from the network may steer the terminal. */
const printable = (text: string) => text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '\ufffd');

function theme() {
  const css = getComputedStyle(document.documentElement);
  const color = (name: string) => css.getPropertyValue(`--${name}`).trim();
  return { background: color('terminal'), foreground: color('text'), cursor: color('accent'), red: color('high'), selectionBackground: color('selection') };
}
