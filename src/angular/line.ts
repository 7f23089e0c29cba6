import { computed, DestroyRef, inject, NgZone, PLATFORM_ID, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { filter, finalize, merge, Observable, retry, share, startWith, Subject, tap } from 'rxjs';
import { createDirectLine, isDirectLineError, transcript, type Conversation, type DirectLine, type DirectLineError, type DirectLineOptions, type Transcript, type TranscriptState } from '../index.js';
import { answeredOutside } from './answeredOutside.js';
import type { InjectedDirectLine } from './contract.js';
import type { DirectLineFeature } from './features.js';
import { onServer } from './onServer.js';
import { outside, toldInside } from './zone.js';
import { zoned } from './zoned.js';

/** One client, for all who inject it: what is known of it as signals, and the work by which the last two come to be known. */
export interface Line extends Pick<InjectedDirectLine, 'status' | 'error' | 'transcript' | 'conversation'> {
  readonly directLine: DirectLine & Transcript;
  readonly listening$: Observable<unknown>;
  readonly starting$: Observable<unknown>;
}

/** Makes a client in an injection context, which ends it. While a server renders, the factory is not called: it may want a page. */
export const makeLine = (factory: () => DirectLineOptions, features: readonly DirectLineFeature[]): Line => {
  const zone = inject(NgZone);
  const client = inject(PLATFORM_ID) === 'server' ? onServer : createDirectLine(answeredOutside(zone, factory()));
  const directLine = zoned(zone, client);
  inject(DestroyRef).onDestroy(directLine.end);
  features.forEach(({ made }) => made?.(client));
  // Messages are sent and retried outside the zone as well.
  const chat = transcript({ ...client, postActivity: directLine.postActivity }, Object.assign({}, ...features.map(feature => feature.transcript)));

  const status = toSignal(client.connectionStatus$, { requireSync: true });
  const state = signal<TranscriptState>(chat.getSnapshot());
  const conversation = signal<Conversation | undefined>(undefined);
  const conversationError = signal<DirectLineError | undefined>(undefined);

  const reconnect$ = new Subject<void>();
  const online$ = client.connectionStatus$.pipe(filter(({ state }) => state === 'online'));
  const starting$ = client.conversation$.pipe(
    tap({
      next: now => (conversation.set(now), conversationError.set(undefined)),
      error: (error: unknown) => conversationError.set(isDirectLineError(error) ? error : undefined),
    }),
    retry({ delay: () => merge(reconnect$, online$) }),
    // Nobody waits for a conversation any more.
    finalize(() => conversationError.set(undefined)),
  );

  return {
    directLine: {
      ...directLine,
      state$: toldInside(zone)(chat.state$),
      getSnapshot: chat.getSnapshot,
      subscribe: listener => {
        const subscription = toldInside(zone)(changes(chat)).subscribe(listener);
        return () => subscription.unsubscribe();
      },
      send: chat.send,
      setToken: token => zone.runOutsideAngular(() => (client.setToken(token), reconnect$.next())),
      reconnect: () => zone.runOutsideAngular(() => (client.reconnect(), reconnect$.next())),
    },
    status,
    error: computed(() => {
      const now = status();
      if ('error' in now) return now.error;
      return now.state === 'ended' ? undefined : conversationError();
    }),
    transcript: state.asReadonly(),
    conversation: conversation.asReadonly(),
    listening$: changes(chat).pipe(startWith(undefined), tap(() => state.set(chat.getSnapshot())), outside(zone), share()),
    starting$: starting$.pipe(outside(zone), share()),
  };
};

/** Emits after each change of a transcript, also after the end of the client. */
const changes = ({ subscribe }: Transcript): Observable<void> => new Observable(subscriber => subscribe(() => subscriber.next()));
