import type { Observable } from 'rxjs';
import type { Activity, ConnectionStatus } from '../../index.js';
import type { Shown } from '../render/shown.js';
import type { ChatOptions } from './options.js';
import type { Posts } from './posts.js';
import type { Said } from './said.js';
import type { Controls } from './slash.js';

/** What both ways of talking work with. */
export interface Talking {
  /** Hot; completes at the end of input. */
  readonly said$: Observable<Said>;
  readonly posts: Posts;
  readonly controls: Controls;
  /** Shared for the whole talk; never errors, and completes when the client gives up. */
  readonly activity$: Observable<Activity>;
  readonly status$: Observable<ConnectionStatus>;
  readonly show: (shown: Shown) => void;
  readonly options: Pick<ChatOptions, 'quietMs' | 'timeoutMs'>;
}
