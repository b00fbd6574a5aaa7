import { controlTime, stopRun, type Time } from './api';
import { byId, toast } from './dom';
import { seconds } from './figures';

const digits_s = 9;

/** The time of the run, and what one can do to it. */
export class Clock {
  private readonly controls = byId('controls');
  private readonly toggle = byId<HTMLButtonElement>('toggle');
  private readonly pace = byId<HTMLSelectElement>('pace');
  private readonly stride = byId<HTMLSelectElement>('stride');
  private time: Time | null = null;

  constructor() {
    this.toggle.onclick = () => this.switch();
    byId('step').onclick = () => this.step();
    byId('next').onclick = () => this.next();
    this.pace.onchange = () => this.say({ pace: Number(this.pace.value) });
    byId('stop').onclick = () => void stopRun().catch(problem => toast(String(problem), true));
  }

  switch(): void {
    this.say({ state: this.time?.state === 'paused' ? 'running' : 'paused' });
  }

  step(): void {
    this.say({ step: this.stride.value });
  }

  next(): void {
    this.say({ step: 'event' });
  }

  show(time: Time): void {
    this.time = time;
    this.controls.hidden = !time.is_controllable || time.state === 'ended';
    this.toggle.textContent = time.state === 'paused' ? 'Resume' : 'Pause';
    this.toggle.setAttribute('aria-pressed', String(time.state === 'paused'));
    byId('now').textContent = time.state === 'paused' ? `${time.now_s.toFixed(digits_s)} s` : `${time.now_s.toFixed(2)} s`;
    const state = byId('state');
    state.textContent = time.mode === 'real' && time.state === 'running' ? 'real time' : time.state;
    state.dataset.state = time.state;
    const progress = byId<HTMLProgressElement>('progress');
    progress.hidden = time.stop_s === null;
    if (time.stop_s) {
      progress.value = time.now_s / time.stop_s;
      progress.title = `of ${seconds(time.stop_s)}`;
    }
    if (document.activeElement !== this.pace) this.showPace(time.pace ?? 0);
  }

  private showPace(pace: number): void {
    const value = String(pace);
    // One that was given on the command line may be none of the usual.
    if (![...this.pace.options].some(option => option.value === value)) this.pace.add(new Option(`${value}×`, value));
    this.pace.value = value;
  }

  private say(what: Parameters<typeof controlTime>[0]): void {
    if (this.controls.hidden) return;
    controlTime(what).then(time => this.show(time), problem => toast((problem as Error).message, true));
  }
}
