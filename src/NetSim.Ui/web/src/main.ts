import './nonce';
import '@xterm/xterm/css/xterm.css';
import './style.css';
import { watch } from './api';
import { Clock } from './clock';
import { byId } from './dom';
import { Dots } from './dots';
import { NetworkMap, type Selection } from './map';
import { Model } from './model';
import { Packets } from './packets';
import { Panel } from './panel';
import { Terminals } from './terminals';

// The token has done its work: the browser keeps it as a cookie, and nobody needs to see it.
history.replaceState(null, '', '/');

const model = new Model();
const clock = new Clock();
const terminals = new Terminals();
const panel = new Panel(model, select, node => terminals.open(node));
const map = new NetworkMap(byId('map'), select);
const packets: Packets = new Packets(() => {
  dots.refresh();
  panel.showPackets(packets);
});
const dots = new Dots(map, packets);

function select(selection: Selection): void {
  panel.select(selection);
  panel.showPackets(packets);
  map.select(selection);
}

watch(live => {
  model.take(live);
  document.title = `${live.network.name} – NetSim`;
  document.body.classList.remove('lost');
  byId('name').textContent = live.network.name;
  clock.show(live.time);
  map.show(model);
  packets.follow(live.time);
  panel.refresh();
  // Nothing is told any more; what the panel asks for by itself, and not with every message, may be a little behind.
  if (live.time.state === 'ended') window.setTimeout(() => panel.refresh(), 1500);
}, isOver => {
  document.body.classList.add('lost');
  const state = byId('state');
  state.textContent = isOver ? 'gone' : 'no connection';
  state.dataset.state = 'ended';
});

byId('fit').onclick = () => map.fit();

document.addEventListener('keydown', event => {
  const at = event.target as HTMLElement;
  if (event.ctrlKey || event.altKey || event.metaKey || at.closest('input, select, textarea, #terminals')) return;
  const isButton = at.closest('button, summary') !== null;
  if (event.key === ' ' && !isButton) clock.switch();
  else if (event.key === '.') clock.step();
  else if (event.key === 'n') clock.next();
  else if (event.key === 'f') map.fit();
  else if (event.key === 'Escape') select(null);
  else return;
  event.preventDefault();
});
