import { isNativeError } from 'node:util/types';
import {
  asDirectLineError, classifyError, DirectLineAttachmentError, DirectLineCallbackError, DirectLineCollisionError, DirectLineEndedError, DirectLineGoneError, DirectLineHttpError,
  DirectLineNetworkError, DirectLineOptionError, DirectLineOverflowError, DirectLineProtocolError, DirectLineSocketError, DirectLineTimeoutError,
  DirectLineTokenError, DirectLineTokenMismatchError, DirectLineTooLargeError, isDirectLineError, withOutcome, type DirectLineError, type ErrorClass,
} from '../src/errors.js';
import * as errors from '../src/errors.js';

const cause = new Error('the cause');

/** One of each: a name that is added to the union is missing here, and does not compile. */
const each: { readonly [Name in DirectLineError['name']]: readonly [Extract<DirectLineError, { name: Name }>, ErrorClass] } = {
  DirectLineOptionError: [new DirectLineOptionError('token', 'null', 'a token'), 'final'],
  DirectLineHttpError: [new DirectLineHttpError('no', 400, { code: 'BadArgument', serviceMessage: 'no', cause }), 'final'],
  DirectLineNetworkError: [new DirectLineNetworkError('cut', false, { cause }), 'heals'],
  DirectLineTimeoutError: [new DirectLineTimeoutError('request', 10_000), 'heals'],
  DirectLineSocketError: [new DirectLineSocketError('closed', true, 1000, 'bye'), 'heals'],
  DirectLineOverflowError: [new DirectLineOverflowError(1_000), 'heals'],
  DirectLineTokenError: [new DirectLineTokenError('none', 'there is no token', { cause }), 'noToken'],
  DirectLineGoneError: [new DirectLineGoneError('c', { cause }), 'gone'],
  DirectLineTokenMismatchError: [new DirectLineTokenMismatchError('c', 'd'), 'gone'],
  DirectLineCollisionError: [new DirectLineCollisionError({ cause }), 'final'],
  DirectLineProtocolError: [new DirectLineProtocolError('got x', { cause }), 'final'],
  DirectLineAttachmentError: [new DirectLineAttachmentError({ index: 1, name: 'b.png' }, 'its file cannot be read', { cause }), 'final'],
  DirectLineTooLargeError: [new DirectLineTooLargeError(5, 4, { index: 1, name: 'b.png' }), 'final'],
  DirectLineCallbackError: [new DirectLineCallbackError('reconnectPolicy', { cause }), 'final'],
  DirectLineEndedError: [new DirectLineEndedError(), 'final'],
};
const all = Object.entries(each).map(([name, [error, kind]]): [string, DirectLineError, ErrorClass] => [name, error, kind]);

describe('every error', () => {
  it.each(all)('%s has its name, a message and a stack, and is known as ours', (name, error) => {
    expect([error.name, error instanceof Error, isNativeError(error), isDirectLineError(error)]).toEqual([name, true, true, true]);
    expect(error.message).not.toBe('');
    expect(error.stack).toContain(error.message);
  });

  it('is exported by its name', () => {
    const classes = Object.keys(errors).filter(name => /^DirectLine\w+Error$/.test(name));
    expect(classes.sort()).toEqual(Object.keys(each).sort());
  });

  it('is known by its name, whichever copy of the class made it', () => {
    const copies: unknown[] = [];
    jest.isolateModules(() => {
      const again: typeof errors = jest.requireActual('../src/errors.js');
      copies.push(new again.DirectLineGoneError('c'));
    });
    const [copy] = copies;
    expect([copy instanceof DirectLineGoneError, isDirectLineError(copy)]).toEqual([false, true]);
    expect(isDirectLineError(copy) && classifyError(copy)).toBe('gone');
  });

  it('has no property that it was given no value for', () => {
    expect(Object.keys(new DirectLineHttpError('no', 400)).sort()).toEqual(['name', 'status']);
    expect('cause' in new DirectLineEndedError()).toBe(false);
    for (const error of [new DirectLineTooLargeError(5, 4), new DirectLineTooLargeError(5, 4, 'upload')])
      expect(Object.keys(error).sort()).toEqual(['limitBytes', 'name', 'sizeBytes']);
  });

  it('says what a person can do, where there is something', () => {
    const { message } = new DirectLineTokenMismatchError('c', 'd');
    expect(message).toBe('the token opens conversation d, not c: where the secret is, GET conversations/c gives the right one');
    expect(new DirectLineOptionError('user', 'null', 'a user id').message).toBe('user: got null; it takes a user id');
    expect(new DirectLineEndedError().message).toContain('createDirectLine()');
    expect(new DirectLineTooLargeError(5, 4, { index: 1, name: 'b.png' }).message).toBe("attachments[1] ('b.png') of 5 bytes: the files of an activity may have 4 together");
    expect(new DirectLineTooLargeError(5, 4, { index: 0 }).message).toMatch(/^attachments\[0\] of 5 bytes/);
    expect(new DirectLineTooLargeError(5, 4).message).toBe('the activity has 5 bytes as JSON, and may have 4');
    expect(new DirectLineTooLargeError(5, 4, 'upload').message).toBe('the activity has 5 bytes with its files, and may have 4');
    expect(new DirectLineAttachmentError({ index: 2 }, 'no comma').message).toBe('attachments[2]: no comma');
  });
});

describe('what is done about an error', () => {
  it.each(all)('%s', (_, error, kind) => expect(classifyError(error)).toBe(kind));

  const http = (status: number, code?: string): ErrorClass => classifyError(new DirectLineHttpError('', status, { code }));

  it.each<[ErrorClass, readonly number[]]>([
    ['heals', [408, 429, 500, 501, 502, 503, 504, 599]],
    ['final', [400, 401, 402, 403, 404, 405, 409, 410, 413, 415, 422, 451, 304]],
  ])('of an answer, %s: %j', (kind, statuses) => expect(statuses.filter(status => http(status) !== kind)).toEqual([]));

  it('of a 403: only the code TokenExpired says that the token is over', () => {
    expect([http(403, 'TokenExpired'), http(403, 'RegionNotAllowed'), http(401, 'TokenExpired'), http(400, 'TokenExpired')])
      .toEqual(['expired', 'final', 'final', 'final']);
  });

  it('of a timeout, whatever it was that took so long: it heals', () => {
    for (const what of ['request', 'open', 'silence', 'streamUrl', 'echo'] as const) {
      const error = new DirectLineTimeoutError(what, 5);
      expect([classifyError(error), error.message]).toEqual(['heals', expect.stringMatching(/ 5 ms$/)]);
    }
  });

  it('of a function of the app: the function `token` is called again, a policy is not', () => {
    expect([classifyError(new DirectLineCallbackError('token', {})), classifyError(new DirectLineCallbackError('reconnectPolicy', {}))]).toEqual(['heals', 'final']);
  });

  it.each([[new TypeError('defect')], ['text'], [undefined], [null]])('of what is not ours, %p: it is a defect, and final', thrown => {
    const error = asDirectLineError(thrown);
    expect([error.name, classifyError(error), error.cause]).toEqual(['DirectLineProtocolError', 'final', thrown]);
  });

  it('leaves an error of ours as it is', () => {
    for (const [, error] of all) expect(asDirectLineError(error)).toBe(error);
  });
});

describe('an error with an outcome', () => {
  it.each(all)('%s is a copy that keeps all of it', (_, error) => {
    const copy = withOutcome(error, 'unknown');
    expect([copy === error, copy.outcome, 'outcome' in error, Object.getPrototypeOf(copy) === Object.getPrototypeOf(error), isNativeError(copy)])
      .toEqual([false, 'unknown', false, true, true]);
    const { outcome, ...own } = copy;
    expect([outcome, own]).toEqual(['unknown', { ...error }]);
    expect([copy.name, copy.message, copy.stack, copy.cause]).toEqual([error.name, error.message, error.stack, error.cause]);
  });

  it('may have another one later', () => {
    const first = withOutcome(each.DirectLineNetworkError[0], 'unknown');
    expect([withOutcome(first, 'rejected').outcome, first.outcome]).toEqual(['rejected', 'unknown']);
  });
});
