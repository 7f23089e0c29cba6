import { map, shareReplay, tap, type Observable } from 'rxjs';
import type { Activity } from '../protocol/types.js';
import type { Upload } from '../protocol/upload.js';

type Call<T> = (token: string, conversationId: string, what: T) => Observable<{ readonly id?: string }>;

export interface Ways {
  readonly post: Call<Activity>;
  readonly upload: Call<Upload>;
  readonly hasFiles: (activity: Activity) => boolean;
  /** Reads the files of an activity and packs them, anew each subscription. */
  readonly pack: (activity: Activity) => Observable<Upload>;
}

/** Sends the activity, or the one that `stamp` makes of its packed form. One request a subscription. */
export type Send = (token: string, conversationId: string, activity: Activity, stamp: (packed: Activity) => Activity) => Observable<{ readonly id?: string }>;

/**
 * Creates what sends an activity: a function, at once, for one without files. For one with files, an observable of it: they are read
 * once, for all attempts, and `slow` receives how much longer these may take.
 */
export const sending = ({ post, upload, hasFiles, pack }: Ways, activity: Activity, slow: (ms: number) => void): Send | Observable<Send> =>
  hasFiles(activity)
    ? pack(activity).pipe(
        tap(({ slowMs }) => slow(slowMs)),
        map((packed): Send => (token, conversationId, _, stamp) => upload(token, conversationId, { ...packed, activity: stamp(packed.activity) })),
        shareReplay({ bufferSize: 1, refCount: true }),
      )
    : post;
