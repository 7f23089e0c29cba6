import type { ConnectionStatus } from '../../src/connection/status.js';
import { connectionMachine } from '../../src/connection/machine.js';
import { exponentialBackoff } from '../../src/connection/policy.js';
import { DirectLineOverflowError } from '../../src/errors.js';

const machineOf = () => connectionMachine({ reconnectPolicy: exponentialBackoff({ random: () => 1 }), onGone: 'end' });

describe('the machine', () => {
  it('is idle from its construction', () => {
    const { state, status$ } = machineOf();
    const heard: ConnectionStatus[] = [];
    status$.subscribe(status => heard.push(status));
    expect([state.status, ...heard]).toEqual([{ state: 'idle' }, { state: 'idle' }]);
  });

  it('tells whoever comes the current status, then each change once', () => {
    const machine = machineOf();
    const run = (): number => machine.state.run;
    machine.want();
    const heard: string[] = [];
    machine.status$.subscribe(({ state }) => heard.push(state));
    machine.send({ type: 'opened', run: run() });
    machine.send({ type: 'opened', run: run() });
    // A stream that has held is no other status.
    machine.send({ type: 'healthy', run: run() });
    machine.want();
    expect(heard).toEqual(['connecting', 'online']);
    expect(machine.state.healthy).toBe(true);
  });

  it('gives each demand a number of its own, which the states since then carry', () => {
    const machine = machineOf();
    expect([machine.want(), machine.state.demand, machine.want(), machine.state.demand]).toEqual([1, 1, 2, 2]);
  });

  it('queues what is sent while it tells: everybody hears the states in one order', () => {
    const machine = machineOf();
    const early: string[] = [];
    const late: string[] = [];
    machine.status$.subscribe(({ state }) => {
      early.push(state);
      if (state === 'connecting') machine.send({ type: 'opened', run: machine.state.run });
      if (state === 'online') machine.send({ type: 'end' });
    });
    machine.status$.subscribe(({ state }) => late.push(state));
    machine.want();
    expect([early, late]).toEqual([['idle', 'connecting', 'online', 'ended'], ['idle', 'connecting', 'online', 'ended']]);
  });

  it('queues what is sent by a subscriber that just came', () => {
    const machine = machineOf();
    const heard: string[] = [];
    machine.want();
    machine.status$.subscribe(({ state }) => {
      heard.push(state);
      if (state === 'connecting') machine.send({ type: 'end' });
    });
    expect(heard).toEqual(['connecting', 'ended']);
  });

  it('is told to lose the run that goes on, and loses nothing where there is none', () => {
    const machine = machineOf();
    const error = new DirectLineOverflowError(1_000);
    machine.lose(error);
    expect(machine.state.status.state).toBe('idle');
    machine.want();
    machine.lose(error);
    expect(machine.state.status).toMatchObject({ state: 'waiting', error });
  });

  it('completes after ended, tells it to whoever comes later, and hears nothing any more', () => {
    const machine = machineOf();
    machine.send({ type: 'end' });
    machine.want();
    machine.send({ type: 'endOfConversation' });
    machine.send({ type: 'reconnect', nowMs: 0 });
    for (const times of [1, 2]) {
      const heard: unknown[] = [times];
      machine.status$.subscribe({ next: status => heard.push(status), complete: () => heard.push('completed') });
      expect(heard).toEqual([times, { state: 'ended', reason: 'end' }, 'completed']);
    }
  });
});
