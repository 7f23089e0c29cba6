import { from, map, toArray } from 'rxjs';
import { marbles } from 'rxjs-marbles/jest';
import { livestream, type LivestreamOptions } from '../../src/activities/livestream.js';
import type { Activity } from '../../src/protocol/types.js';
import { chunk, finalOf, informs, says, seen, withdrawal } from './made.js';

/** What is seen of a list of activities. */
const shown = (activities: readonly Activity[], options?: LivestreamOptions): string[] => {
  const all: string[] = [];
  from(activities).pipe(livestream(options), map(seen), toArray()).subscribe(each => all.push(...each));
  return all;
};
const told = map(seen);

describe('livestream', () => {
  const parts = {
    i: informs(1, 'Searching…', { id: 's', entities: [{ type: 'streaminfo', streamType: 'informative', streamSequence: 1 }] }),
    b: chunk(2, 'Hello '),
    c: chunk(3, 'Hello world'),
    f: finalOf('Hello world!'),
    m: says('between'),
    w: withdrawal,
  };
  const words = {
    i: 's informative: (Searching…)', b: 's streaming: Hello ', c: 's streaming: Hello world', f: 's final: Hello world!',
    m: 'message: between', w: 's withdrawn: ',
  };

  it('gives the answer so far for each chunk, in its place, then the final', marbles(m => {
    const source = m.hot('                                    -i-b-m-c---f-|', parts);
    m.expect(source.pipe(livestream(), told)).toBeObservable('-i-b-m-c---f-|', words);
  }));

  it('drops what comes late, again, or after the final', marbles(m => {
    const source = m.hot('                                                                 -c-b-c-i-f-cbi-f-m-', parts);
    m.expect(source.pipe(livestream(), told), '      ^-----------------!').toBeObservable('-c-------f-------m-', words);
  }));

  it('says that an answer was withdrawn, and gives nothing more of it', marbles(m => {
    const source = m.cold('                                   -b-w-c-f-|', parts);
    m.expect(source.pipe(livestream(), told)).toBeObservable('-b-w-----|', words);
  }));

  it('ends, errors and is left with its source', marbles(m => {
    const [empty, never, error] = [m.cold('|'), m.cold('-'), m.cold('-b-#', parts)];
    m.expect(empty.pipe(livestream(), told)).toBeObservable('        |');
    m.expect(error.pipe(livestream(), told)).toBeObservable('        -b-#', words);
    m.expect(never.pipe(livestream(), told), '^--!').toBeObservable('----');
    m.expect(never).toHaveSubscriptions('                            ^--!');
  }));

  it('knows nothing of what another subscription has seen', marbles(m => {
    const source = m.cold('                fb|', parts);
    const live$ = source.pipe(livestream(), told);
    m.expect(live$).toBeObservable('       f-|', words);
    m.expect(live$, '--^').toBeObservable('--f-|', words);
  }));

  it('passes all else as it is, the very object', () => {
    const others: Activity[] = [says('Hi'), { type: 'typing' }, { type: 'event', id: 'e' }, { type: 'typing', id: 't', channelData: {} }];
    const all: Activity[] = [];
    from(others).pipe(livestream()).subscribe(each => all.push(each));
    expect(all.every((each, at) => each === others[at])).toBe(true);
  });

  it('reads channelData as well, and the first chunk’s id as that of the stream', () => {
    const data = (streamType: string, more: object = {}) => ({ channelData: { streamType, ...more } });
    expect(shown([
      { type: 'typing', id: 's', text: 'He', ...data('streaming', { streamSequence: 1 }) },
      { type: 'typing', id: 'x', text: 'Hello', ...data('streaming', { streamSequence: 2, streamId: 's' }) },
      { type: 'message', id: 'y', text: 'Hello!', ...data('final', { streamId: 's' }) },
    ])).toEqual(['s streaming: He', 's streaming: Hello', 's final: Hello!']);
  });

  it('keeps streams apart', () => {
    const other = (streamSequence: number) => ({ entities: [{ type: 'streaminfo', streamType: 'streaming', streamId: 't', streamSequence }] });
    expect(shown([chunk(1, 'one'), chunk(9, 'two', other(9)), chunk(2, 'one more'), chunk(8, 'late', other(8)), finalOf('one more!')]))
      .toEqual(['s streaming: one', 't streaming: two', 's streaming: one more', 's final: one more!']);
  });

  it('takes parts that all have one id, as bots on .NET send them, and a final that came by replay as a plain message', () => {
    const same = { id: 's' };
    expect(shown([chunk(1, 'He', same), chunk(2, 'Hello', same), finalOf('Hello!', same)]).at(-1)).toBe('s final: Hello!');
    expect(shown([chunk(1, 'He', same), says('Hello!', same), chunk(2, 'Hello', same)])).toEqual(['s streaming: He', 's final: Hello!']);
    expect(shown([chunk(1, 'He'), says('Hello!', { id: 'c|1' }), finalOf('Hello!', { id: 'c|2' })]))
      .toEqual(['s streaming: He', 'message: Hello!', 's final: Hello!']);
  });

  it('keeps the text while the bot says what it is doing, and says it no more when the text grows', () => {
    expect(shown([chunk(1, 'It is '), informs(2, 'Searching…'), chunk(3, 'It is 7')]))
      .toEqual(['s streaming: It is ', 's informative: It is (Searching…)', 's streaming: It is 7']);
  });

  it('takes chunks in the order in which they come, where they have no number, and any number for a new one', () => {
    const bare = (text: string) => chunk(1, text, { entities: [{ type: 'streaminfo', streamType: 'streaming', streamId: 's' }] });
    expect(shown([bare('a'), bare('ab'), chunk(0, 'abc'), bare('abcd')])).toEqual(['s streaming: a', 's streaming: ab', 's streaming: abc', 's streaming: abcd']);
  });

  it('takes a chunk without text for one without news', () => {
    expect(shown([chunk(1), chunk(2, 'He'), chunk(3)])).toEqual(['s streaming: ', 's streaming: He', 's streaming: He']);
  });

  it('knows the last 256 streams, so that its memory has an end', () => {
    const final = (id: number) => finalOf('x', { entities: [{ type: 'streaminfo', streamType: 'final', streamId: `${id}` }] });
    const finals = Array.from({ length: 257 }, (_, id) => final(id));
    expect(shown([...finals, final(1)])).toHaveLength(257);
    expect(shown([...finals, final(0)])).toHaveLength(258);
  });
});

describe('the text of chunks', () => {
  const whole = [chunk(1, 'The '), chunk(2, 'The answer'), chunk(3, 'The answer is')];
  const pieces = [chunk(1, 'The '), chunk(2, 'answer'), chunk(3, ' is')];
  const texts = (activities: readonly Activity[], text?: LivestreamOptions['text']) =>
    shown(activities, text && { text }).map(each => each.replace(/^s \w+: /, ''));

  it('is all of it, or a piece that is appended: found out by itself', () => {
    expect(texts(whole)).toEqual(['The ', 'The answer', 'The answer is']);
    expect(texts(pieces)).toEqual(['The ', 'The answer', 'The answer is']);
  });

  it('stays pieces once it was, though a later one repeats all that was there', () => {
    expect(texts([chunk(1, 'a'), chunk(2, 'b'), chunk(3, 'abc')])).toEqual(['a', 'ab', 'ababc']);
  });

  it('errs where the second piece repeats the first, and where a bot rewrites; the final mends it, or the option', () => {
    const laugh = [chunk(1, 'ha'), chunk(2, 'haha'), finalOf('hahaha')];
    expect([texts(laugh), texts(laugh, 'delta')]).toEqual([['ha', 'haha', 'hahaha'], ['ha', 'hahaha', 'hahaha']]);
    const rewritten = [chunk(1, 'teh '), chunk(2, 'the answer'), finalOf('the answer')];
    expect([texts(rewritten), texts(rewritten, 'cumulative')])
      .toEqual([['teh ', 'teh the answer', 'the answer'], ['teh ', 'the answer', 'the answer']]);
  });
});

describe('chunks in any order', () => {
  const permutations = <T>(all: readonly T[]): T[][] =>
    all.length <= 1 ? [[...all]] : all.flatMap((each, at) => permutations(all.filter((_, other) => other !== at)).map(rest => [each, ...rest]));

  it('never make a text shorter, and the final comes once and last, in all of 720', () => {
    const parts = [chunk(1, 'a'), chunk(2, 'ab'), chunk(3, 'abc'), informs(4, 'status'), chunk(5, 'abcd'), finalOf('abcd!')];
    const orders = permutations(parts);
    expect(orders).toHaveLength(720);
    for (const order of orders) {
      const all = shown(order);
      const lengths = all.map(each => each.replace(/^s \w+: |\(status\)/g, '').length);
      expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
      expect(all.filter(each => each === 's final: abcd!')).toEqual([all.at(-1)]);
    }
  });
});
