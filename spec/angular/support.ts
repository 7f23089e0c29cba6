import { createEnvironmentInjector, DestroyRef, EnvironmentInjector, Injector, NgZone, PLATFORM_ID, runInInjectionContext, type EnvironmentProviders, type Provider } from '@angular/core';
import { EMPTY, of } from 'rxjs';
import { injectDirectLine, type InjectedDirectLine } from '../../src/angular/index.js';
import { inMemoryService, type BotFunction, type InMemoryService, type LogEvent } from '../../src/testing/index.js';
import type { TranscriptState } from '../../src/index.js';
import type { DirectLineSettings } from '../../src/options.js';

/** Answers with what it was told. */
const parrot: BotFunction = ({ type, text }) => (type === 'message' ? of({ type, text: `That: ${text}` }) : EMPTY);

export interface Service extends InMemoryService {
  /** What a client takes, which lets go at once when nobody demands anything. */
  readonly options: DirectLineSettings & { readonly secret: string } & Pick<InMemoryService, 'fetch' | 'WebSocket'>;
  readonly requests: () => readonly string[];
  readonly openSockets: () => number;
}

// No time passes by itself. What a spec opened is over when it is, and leaves no timer.
const open: (() => unknown)[] = [];
beforeEach(() => void jest.useFakeTimers());
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

export const pass = (ms = 0): Promise<void> => jest.advanceTimersByTimeAsync(ms);

export function serving(): Service {
  const service = inMemoryService(parrot);
  const logged: LogEvent[] = [];
  service.log$.subscribe((event) => logged.push(event));
  open.push(() => service.close());
  const { url: baseUrl, secret, fetch, WebSocket } = service;
  const count = (wanted: LogEvent['type']) => logged.filter(({ type }) => type === wanted).length;
  return {
    ...service,
    options: { baseUrl, secret, fetch, WebSocket, user: 'ann', lingerMs: 0 },
    requests: () => logged.flatMap((event) => (event.type === 'request' ? [`${event.method} ${event.path}`] : [])),
    openSockets: () => count('socketOpened') - count('socketClosed'),
  };
}

/** Mutable: whether this is Angular's zone, which is entered and left here without zone.js; what a host calls by itself is outside. */
let isInside = false;
const within = <T>(inside: boolean, work: () => T): T => {
  const before = isInside;
  isInside = inside;
  try {
    return work();
  } finally {
    isInside = before;
  }
};
const zone: Pick<NgZone, 'run' | 'runOutsideAngular'> = { run: (work) => within(true, work), runOutsideAngular: (work) => within(false, work) };
export const inZone = (work: () => void): void => within(true, work);
export const isInZone = (): boolean => isInside;

/** What of a client's work, its requests, sockets and timers, has begun inside the zone since this was asked for; the options that tell it. */
export function watched<Options extends Pick<InMemoryService, 'fetch' | 'WebSocket'>>({ fetch, WebSocket, ...options }: Options) {
  const begun: string[] = [];
  const note = (what: string): void => void (isInside && begun.push(what));
  const noted = <F extends Function>(what: string, made: F): F =>
    new Proxy(made, {
      apply: (target, self, given) => (note(what), Reflect.apply(target, self, given)),
      construct: (target, given) => (note(what), Reflect.construct(target, given)),
    });
  for (const timer of ['setTimeout', 'setInterval'] as const) {
    const set = globalThis[timer];
    Object.assign(globalThis, { [timer]: noted(timer, set) });
    open.push(() => void Object.assign(globalThis, { [timer]: set }));
  }
  return { insideZone: (): readonly string[] => begun, options: { ...options, fetch: noted('fetch', fetch), WebSocket: noted('WebSocket', WebSocket) } };
}

/** An application with these providers, in a browser unless it is said otherwise. */
export function application(providers: readonly (Provider | EnvironmentProviders)[], platform: 'browser' | 'server' = 'browser'): EnvironmentInjector {
  const root = createEnvironmentInjector([{ provide: PLATFORM_ID, useValue: platform }, { provide: NgZone, useValue: zone }, ...providers], noParent);
  // Mutable: an injector may be destroyed once.
  let isOver = false;
  root.get(DestroyRef).onDestroy(() => (isOver = true));
  open.push(() => isOver || root.destroy());
  return root;
}

// What a platform's injector is to an application; Injector.NULL has no more than `get`.
const noParent = createEnvironmentInjector([], Object.create(EnvironmentInjector.prototype, { get: { value: Injector.NULL.get.bind(Injector.NULL) } }));

export interface Reader extends InjectedDirectLine {
  readonly leave: () => void;
}

/** As a component has it: with a life of its own in an application. */
export function reader(root: EnvironmentInjector, inject: () => InjectedDirectLine = injectDirectLine): Reader {
  const own = createEnvironmentInjector([], root);
  return { ...runInInjectionContext(own, inject), leave: () => own.destroy() };
}

export const texts = ({ messages }: TranscriptState): readonly string[] => messages.map(({ status, text }) => `${status} ${text}`);
