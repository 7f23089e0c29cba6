import { EMPTY, of, Subject, throwError } from 'rxjs';
import { fromTranscriptFile, toTranscriptFile, type Activity } from '../../src/index.js';
import { errorOf, valuesOf } from '../support/outcomes.js';
import { chunk, says } from './made.js';

const conversation: readonly Activity[] = [
  { type: 'message', id: 'c|0000000', text: 'hello', from: { id: 'ann', name: 'Ann', role: 'user' }, timestamp: '2026-01-01T00:00:00.1234567Z' },
  chunk(1, 'Hel'),
  says('Hello', { attachments: [{ contentType: 'application/vnd.microsoft.card.hero', content: { title: 'ünïcode' } }], channelData: null }),
  { type: 'trace', value: [1, { two: 2 }] },
];

describe('a .transcript file', () => {
  it('holds activities as a JSON array, and gives them back as they were', () => {
    const [file = '', ...more] = valuesOf(of(...conversation).pipe(toTranscriptFile()));
    expect([JSON.parse(file), more]).toEqual([conversation, []]);
    expect(valuesOf(fromTranscriptFile(file))).toEqual(conversation);
  });

  it('is there on completion, not before, and not after an error', () => {
    const activity$ = new Subject<Activity>();
    const files: string[] = [];
    activity$.pipe(toTranscriptFile()).subscribe(file => files.push(file));
    activity$.next(says('one'));
    expect(files).toEqual([]);
    activity$.complete();
    expect(files).toHaveLength(1);
    const error = new Error('mine');
    const failed: unknown[] = [];
    throwError(() => error).pipe(toTranscriptFile()).subscribe({ next: file => failed.push(file), error: (cause: unknown) => failed.push(cause) });
    expect(failed).toEqual([error]);
  });

  it('of nothing is an empty array', () => {
    expect(valuesOf(EMPTY.pipe(toTranscriptFile()))).toEqual(['[]']);
    expect(valuesOf(fromTranscriptFile('[]'))).toEqual([]);
  });

  it('may begin with a byte order mark', () => {
    expect(valuesOf(fromTranscriptFile('\uFEFF[{"type":"message"}]'))).toEqual([{ type: 'message' }]);
  });

  it('is read anew by each subscription, and by none before', () => {
    const activity$ = fromTranscriptFile('no JSON');
    expect([errorOf(activity$).name, errorOf(activity$).name]).toEqual(['DirectLineProtocolError', 'DirectLineProtocolError']);
  });

  it('may have fields of another kind: they are mended as those from the service are', () => {
    expect(valuesOf(fromTranscriptFile('[{"text":7,"id":null,"from":"ann","own":1},{"type":"x"}]'))).toEqual([{ type: '', text: '7', own: 1 }, { type: 'x' }]);
  });

  it.each<[string, unknown, string]>([
    ['no JSON', 'HIDDEN', 'transcript: got string, wanted a JSON array of activities'],
    ['nothing', '', 'transcript: got string, wanted a JSON array of activities'],
    ['an activity set', '{"activities":[]}', 'transcript: got object, wanted a JSON array of activities'],
    ['null', 'null', 'transcript: got null, wanted a JSON array of activities'],
    ['what is no activity', '[{"type":"message"},"HIDDEN"]', 'transcript, activity 1: got string, wanted an activity'],
    ['a list', '[[]]', 'transcript, activity 0: got an array, wanted an activity'],
    ['bytes', new Uint8Array(2), 'transcript: got object, wanted the text of a .transcript file'],
  ])('that holds %s is an error that says where, and emits nothing', (_, text, message) => {
    const values: unknown[] = [];
    const activity$: ReturnType<typeof fromTranscriptFile> = Reflect.apply(fromTranscriptFile, undefined, [text]);
    activity$.subscribe({ next: value => values.push(value), error: () => undefined });
    expect(errorOf(activity$)).toMatchObject({ name: 'DirectLineProtocolError', message });
    expect(values).toEqual([]);
  });
});
