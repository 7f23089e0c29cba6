import { defer, finalize, map, of, timer } from 'rxjs';
import { DirectLineNetworkError } from '../../src/errors.js';
import type { Activity, ActivitySet } from '../../src/protocol/types.js';
import { Echoes, lookInHistory, LOOK_AFTER_MS, type GetHistory } from '../../src/send/echo.js';
import { inWorld, type World } from '../support/world.js';

const echo = (id: string | undefined, clientActivityID: unknown): Activity => ({ type: 'message', ...(id !== undefined && { id }), channelData: { clientActivityID } });

/** A history that gives these in turn, `slowMs` after it is asked. */
const looking = ({ now, listen }: World, answers: readonly (readonly Activity[] | 'fails')[], slowMs = 20) => {
  const asked: (readonly [number, string | undefined])[] = [];
  let inFlight = 0;
  let most = 0;
  const history: GetHistory = after =>
    defer(() => {
      const answer = answers[asked.push([now(), after]) - 1] ?? [];
      inFlight += 1;
      most = Math.max(most, inFlight);
      return timer(slowMs).pipe(
        map((): ActivitySet => {
          if (answer === 'fails') throw new DirectLineNetworkError('cut', false);
          return { activities: answer };
        }),
        finalize(() => (inFlight -= 1)),
      );
    });
  const found = listen(lookInHistory(history, 'mine', '7'));
  return { asked, found, most: () => most, inFlight: () => inFlight };
};

describe('Echoes', () => {
  const listening = (...clientActivityIds: readonly string[]) => {
    const echoes = new Echoes();
    const heard: string[] = [];
    const stops = clientActivityIds.map((clientActivityId, index) => echoes.listen(clientActivityId, (id) => heard.push(`${index}: ${id}`)));
    return { heard, stops, deliver: (...activities: readonly Activity[]) => activities.forEach((activity) => echoes.activity(activity)) };
  };

  it('recognizes an echo by its clientActivityID', () => {
    const { heard, deliver } = listening('mine', 'another');
    deliver(echo('1', 'yours'), { type: 'message', id: '2' }, echo('3', 'mine'), echo('4', 'another'));
    expect(heard).toEqual(['0: 3', '1: 4']);
  });

  it('recognizes nothing without an id, with another kind of channelData, or without a clientActivityID', () => {
    const { heard, deliver } = listening('mine', 'undefined');
    deliver(echo(undefined, 'mine'), { type: 'message', id: '1', channelData: 'mine' }, echo('2', ['mine']), echo('3', undefined));
    expect(heard).toEqual([]);
  });

  it('tells all posts with one clientActivityID, and no longer those that have stopped', () => {
    const { heard, stops, deliver } = listening('mine', 'mine', 'mine');
    deliver(echo('1', 'mine'));
    stops[1]?.();
    deliver(echo('2', 'mine'));
    stops[0]?.();
    stops[2]?.();
    deliver(echo('3', 'mine'));
    expect(heard).toEqual(['0: 1', '1: 1', '2: 1', '0: 2', '2: 2']);
  });
});

describe('looking for an echo in history', () => {
  it('asks after 2, 5, 10 and 20 s, from where the app was, and completes when it is not there', inWorld(world => {
    const { asked, found } = looking(world, []);
    world.pass(19_999);
    expect([asked, found.completed]).toEqual([[[2_000, '7'], [5_000, '7'], [10_000, '7']], false]);
    world.pass(100_000);
    expect(LOOK_AFTER_MS).toEqual(asked.map(([atMs]) => atMs));
    expect([found.values, found.completed, found.errors]).toEqual([[], true, []]);
  }));

  it('stops with the first that has it', inWorld(world => {
    const { asked, found } = looking(world, [[], [echo('1', 'yours'), echo('2', 'mine'), echo('3', 'mine')]]);
    world.pass(100_000);
    expect([found.values, found.times, found.completed, asked.length]).toEqual([['2'], [5_020], true, 2]);
  }));

  it('takes a question that fails as one that found nothing', inWorld(world => {
    const { found, asked } = looking(world, ['fails', 'fails', 'fails', [echo('2', 'mine')]]);
    world.pass(100_000);
    expect([found.values, found.errors, asked.length]).toEqual([['2'], [], 4]);
  }));

  it('asks one question at a time, however slow they are', inWorld(world => {
    const { asked, most, found } = looking(world, [], 9_000);
    world.pass(100_000);
    expect([asked.map(([atMs]) => atMs), most(), found.completed]).toEqual([[2_000, 11_000, 20_000, 29_000], 1, true]);
  }));

  it('does not ask for what could not be known again', inWorld(({ listen, pass }) => {
    let asked = 0;
    const history: GetHistory = () => defer(() => ((asked += 1), of({ activities: [] })));
    const found = listen(lookInHistory(history, undefined, '7'));
    pass(100_000);
    expect([found.completed, asked]).toEqual([true, 0]);
  }));

  it.each([1_000, 2_010, 7_000])('stops when it is left, after %d ms', ms => inWorld(world => {
    const { found, inFlight } = looking(world, []);
    world.pass(ms);
    found.leave();
    expect([world.timers(), inFlight()]).toEqual([0, 0]);
  })());
});
