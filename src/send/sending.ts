import { map, of, shareReplay, tap, type Observable } from 'rxjs';
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

/** Sends what is to be sent, one request a subscription, after `stamp` has said who speaks. */
export type Send = (token: string, conversationId: string, stamp: (activity: Activity) => Activity) => Observable<{ readonly id?: string }>;

/**
 * How an activity goes to the service: as it is, at once; or, where it has files, with them. They are read once, for all
 * tries, and `slow` is told how much longer they may take.
 */
export const sending = ({ post, upload, hasFiles, pack }: Ways, activity: Activity, slow: (ms: number) => void): Observable<Send> =>
  hasFiles(activity)
    ? pack(activity).pipe(
        tap(({ slowMs }) => slow(slowMs)),
        map((packed): Send => (token, conversationId, stamp) => upload(token, conversationId, { ...packed, activity: stamp(packed.activity) })),
        shareReplay({ bufferSize: 1, refCount: true }),
      )
    : of((token, conversationId, stamp) => post(token, conversationId, stamp(activity)));
