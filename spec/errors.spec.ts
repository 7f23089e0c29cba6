import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import { throwError } from 'rxjs';
import {
  asDirectLineError, classifyError, DirectLineAttachmentError, DirectLineCallbackError, DirectLineCollisionError, DirectLineEndedError, DirectLineGoneError, DirectLineHttpError,
  DirectLineNetworkError, DirectLineOptionError, DirectLineOverflowError, DirectLineProtocolError, DirectLineSocketError, DirectLineTimeoutError,
  DirectLineTokenError, DirectLineTokenMismatchError, DirectLineTooLargeError, isDirectLineError, withOutcome, type DirectLineError, type ErrorClass,
} from '../src/errors.js';
import * as errors from '../src/errors.js';
import { activityJson } from '../src/protocol/activityJson.js';
import { askForBaseUrl } from '../src/session/baseUrl.js';
import { askForToken } from '../src/session/credential.js';
import { tableIn } from './conformance/markdown.js';
import { jwtOf } from './support/jwt.js';
import { errorOf, thrownBy } from './support/outcomes.js';
import { root } from './support/packed.js';

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

describe('isDirectLineError', () => {
  it.each(all)('accepts %s by its name and by no other', (name, error) => {
    const names = all.map(([, other]) => other.name).filter((other) => isDirectLineError(error, other));
    expect(names).toEqual([name]);
  });

  it.each([[new Error('no')], [Object.assign(new Error('no'), { name: 'DirectLineFooError' })], [{ name: 'DirectLineGoneError', message: '' }], ['DirectLineGoneError'], [null], [undefined]])(
    'rejects %p, with a name and without',
    (value) => expect([isDirectLineError(value), isDirectLineError(value, 'DirectLineGoneError')]).toEqual([false, false]),
  );

  it('narrows to the error of the name, which the compiler holds', () => {
    const read = (value: unknown): unknown => {
      // @ts-expect-error An unknown value has no properties.
      if (!isDirectLineError(value)) return value.name;
      // @ts-expect-error Not every error has a status.
      void value.status;
      const names: DirectLineError['name'] = value.name;
      if (isDirectLineError(value, 'DirectLineHttpError')) {
        const name: 'DirectLineHttpError' = value.name;
        // @ts-expect-error An HTTP error belongs to no callback.
        void value.callback;
        return [name, value.status, value.code];
      }
      // @ts-expect-error There is no error of this name.
      isDirectLineError(value, 'DirectLineFooError');
      return names;
    };
    expect(read(each.DirectLineHttpError[0])).toEqual(['DirectLineHttpError', 400, 'BadArgument']);
    expect(read(each.DirectLineGoneError[0])).toBe('DirectLineGoneError');
  });

  it('cannot be passed to filter(), whose index would be taken for a name', () => {
    const values: readonly unknown[] = [each.DirectLineGoneError[0]];
    // @ts-expect-error A number is not a name.
    expect(values.filter(isDirectLineError)).toEqual([]);
    expect(values.filter((value) => isDirectLineError(value))).toEqual(values);
  });
});

describe('what an error says of itself', () => {
  it.each(all)('%s is retryable exactly if its class is heals', (_, error, kind) => expect(error.retryable).toBe(kind === 'heals'));

  it('is retryable for some statuses, and for a token callback but not for a policy', () => {
    expect([503, 429, 403, 404].map((status) => new DirectLineHttpError('', status).retryable)).toEqual([true, true, false, false]);
    expect(['getToken', 'reconnectPolicy'].map((callback) => new DirectLineCallbackError(callback, {}).retryable)).toEqual([true, false]);
  });

  const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);

  it.each(all)('%s links to its section of docs/errors.md, also as a copy with an outcome', (name, error) => {
    expect([error.help, withOutcome(error, 'unknown').help]).toEqual(Array(2).fill(`rx-directline/docs/errors.md#${name.toLowerCase()}`));
    expect(headings.filter((heading) => heading === name)).toEqual([name]);
    expect(withOutcome(error, 'unknown').retryable).toBe(error.retryable);
  });

  it('has the values on the prototype, so that an error is not larger and is listed as before', () => {
    expect(all.filter(([, error]) => Object.hasOwn(error, 'help') || Object.hasOwn(error, 'retryable'))).toEqual([]);
  });

  it('is what docs/errors.md lists, and the page has no section for an error that does not exist', () => {
    const rows = tableIn('errors.md', /^# Errors/).map(([link = '', retryable = '']) => [/^\[`(\w+)`\]\(#\w+\)$/.exec(link)?.[1], retryable]);
    const wanted = all.map(([name, { retryable }]): readonly [string, string] => [name, retryable ? 'yes' : 'no']);
    const depends: Readonly<Record<string, string>> = { DirectLineHttpError: 'by status', DirectLineCallbackError: 'yes, but for `reconnectPolicy`' };
    expect(rows.sort()).toEqual(wanted.map(([name, retryable]) => [name, depends[name] ?? retryable]).sort());
    expect(headings.filter((heading) => /Error$/.test(heading)).sort()).toEqual(Object.keys(each).sort());
  });

  it('has a section that says what happened, whether the client retries and what the app does', () => {
    const sections = page.split(/^## /m).slice(1).filter((section) => /^DirectLine\w+Error\n/.test(section));
    expect(sections).toHaveLength(all.length);
    expect(sections.filter((section) => !/\*\*What happened:\*\* [^]*\*\*Retried:\*\* [^]*\*\*What the app does:\*\*\s/.test(section))).toEqual([]);
  });
});

describe('the message of an error with a cause', () => {
  const reason = new Error('the reason');

  it.each<[string, DirectLineError]>([
    ['token() failed: the reason', new DirectLineCallbackError('token', { cause: reason })],
    ['the storage failed: the reason', new DirectLineCallbackError('storage', { cause: reason })],
    ['unexpected error: the reason', asDirectLineError(reason)],
    ['unexpected error: text', asDirectLineError('text')],
    ['unexpected error: null', asDirectLineError(null)],
    ['unexpected error', asDirectLineError(undefined)],
    ['got x: the reason', new DirectLineProtocolError('got x', { cause: reason })],
    ['answered 400: the reason', new DirectLineHttpError('answered 400', 400, { cause: reason })],
    ['cut: the reason', new DirectLineNetworkError('cut', false, { cause: reason })],
    ['no answer within 5 ms: the reason', new DirectLineTimeoutError('request', 5, { cause: reason })],
    ['closed: the reason', new DirectLineSocketError('closed', true, 1006, undefined, { cause: reason })],
    ['no token: the reason', new DirectLineTokenError('none', 'no token', { cause: reason })],
    ['the service does not know conversation c (any more): the reason', new DirectLineGoneError('c', { cause: reason })],
    ["another client holds this conversation's stream, and the service allows one: the reason", new DirectLineCollisionError({ cause: reason })],
    ['attachments[0]: its file cannot be read: the reason', new DirectLineAttachmentError({ index: 0 }, 'its file cannot be read', { cause: reason })],
    ['the client has ended; createDirectLine() makes a new one: the reason', new DirectLineEndedError({ cause: reason })],
  ])('is %j', (message, error) => expect(error.message).toBe(message));

  it.each(all.filter(([, { cause: own }]) => own !== undefined))('of %s includes it once', (_, { message }) => {
    expect(message.split('the cause')).toHaveLength(2);
  });

  it('includes each cause of a chain of our errors once, and of a foreign chain the first only', () => {
    const callback = new DirectLineCallbackError('token', { cause: new Error('fetch failed', { cause: new Error('ECONNREFUSED') }) });
    expect(new DirectLineTokenError('none', 'no token', { cause: callback }).message).toBe('no token: token() failed: fetch failed');
  });

  it('does not repeat a cause that the text includes already, in full or longer than the limit', () => {
    const long = 'x'.repeat(500);
    expect(new DirectLineProtocolError('no JSON: the reason', { cause: reason }).message).toBe('no JSON: the reason');
    expect(new DirectLineNetworkError(`no answer: ${long}`, false, { cause: new Error(long) }).message).toBe(`no answer: ${long}`);
  });

  it('includes 200 characters of a long cause, and stays as it is in a copy with an outcome', () => {
    const error = new DirectLineCallbackError('baseUrl', { cause: new Error('y'.repeat(201)) });
    expect(error.message).toBe(`baseUrl() failed: ${'y'.repeat(200)}…`);
    expect(new DirectLineCallbackError('baseUrl', { cause: new Error('y'.repeat(200)) }).message).toBe(`baseUrl() failed: ${'y'.repeat(200)}`);
    expect(withOutcome(error, 'rejected').message).toBe(error.message);
  });

  it('exists for a cause without a readable text', () => {
    expect(asDirectLineError(Object.create(null)).message).toBe('unexpected error: object');
  });

  it.each<[string, (thrown: Error) => DirectLineError]>([
    ['the function token', (thrown) => errorOf(askForToken({ kind: 'function', getToken: () => throwError(() => thrown) }, 'start', undefined))],
    ['baseUrl', (thrown) => errorOf(askForBaseUrl(() => throwError(() => thrown)))],
    ['an activity that is no JSON', (thrown) => thrownBy(() => activityJson({ toJSON: () => { throw thrown; } }))],
    ['a defect', asDirectLineError],
    ['an attachment', (thrown) => new DirectLineAttachmentError({ index: 0 }, 'its file cannot be read', { cause: thrown })],
    ['a wrapped error', (thrown) => new DirectLineTokenError('none', 'no token', { cause: new DirectLineCallbackError('token', { cause: thrown }) })],
  ])('of %s includes the reason without its secrets', (_, make) => {
    const secrets = ['HIDDEN-bearer', 'HIDDEN-query', 'HIDDEN-password', 'HIDDEN-json', 'HIDDEN-form', jwtOf({ user: 'HIDDEN' })];
    const [bearer, query, password, json, form, jwt] = secrets;
    const text = `the reason: Bearer ${bearer} ?token=${query} https://me:${password}@host {"token":"${json}"} client_secret=${form} ${jwt}`;
    const { message } = make(new Error(text));
    expect(message).toContain('the reason: Bearer ***');
    expect(secrets.filter((secret) => message.includes(secret))).toEqual([]);
    // A secret that the limit cuts in two is redacted before it is cut.
    const cut = make(new Error(`${'z '.repeat(90)} https://me:HIDDEN-password-of-many-letters@host`));
    expect(cut.message).toContain('z z z');
    expect(cut.message).not.toContain('HIDDEN');
  });
});
