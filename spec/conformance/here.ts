import { catchError, map, of, throwError, toArray, type Observable } from 'rxjs';
import {
  createDirectLine, isDirectLineError, type Activity, type Conversation, type DirectLine, type DirectLineError, type DirectLineOptions, type Token,
} from '../../src/index.js';
import { fetchHttp, historyPages, withDeadline, type Protocol } from '../../src/parts/index.js';
import type { Fetch } from '../../src/transport/http.js';
import { later, listening, soon, type Client } from '../support/live.js';
import { isStreamed, type Can, type Need, type Service, type Target } from './target.js';

/** A service, and how a spec of the suite asks it for something. */
export interface Here {
  readonly url: string;
  readonly secret: string;
  readonly fetch: Fetch;
  readonly version: Protocol['version'];
  /** The transport by which activities come when nothing is wrong. */
  readonly transport: 'websocket' | 'polling';
  /** The calls of the protocol, each one request. */
  readonly calls: Protocol;
  /** What the bot is known to do: for specs that need it. */
  readonly bot: <Name extends keyof Can>(can: Name) => NonNullable<Can[Name]>;
  /** A client to which nobody listens yet, with the secret unless a token is given. */
  readonly line: (options?: Partial<DirectLineOptions>) => DirectLine;
  /** A client with a listener. */
  readonly client: (options?: Partial<DirectLineOptions>) => Client;
  readonly conversation: (line: DirectLine) => Promise<Conversation>;
  readonly token: (line: DirectLine) => Promise<Token>;
  readonly post: (line: DirectLine, activity: Activity) => Promise<string>;
  /** All that the service keeps of a conversation. */
  readonly history: (credential: string, conversationId: string) => Promise<readonly Activity[]>;
  /** The error of ours that a call ends in. */
  readonly refusal: (call: Observable<unknown>, what: string) => Promise<DirectLineError>;
  /** Ends what was opened. */
  readonly leave: () => void;
}

export function hereAt({ url, secret, fetch: ownFetch, WebSocket: ownWebSocket }: Service, target: Target): Here {
  const calls = target.protocol(withDeadline(fetchHttp(ownFetch)), url);
  const by = { ...(ownFetch && { fetch: ownFetch }), ...(ownWebSocket && { WebSocket: ownWebSocket }) };
  const lines: DirectLine[] = [];
  const line = (options: Partial<DirectLineOptions> = {}): DirectLine => {
    const { token, secret: ownSecret = secret, ...settings } = options;
    const credential = token === undefined ? { secret: ownSecret } : { token };
    const made = createDirectLine({ baseUrl: url, ...by, protocol: target.protocol, transport: target.transport, ...settings, ...credential });
    later(() => made.end());
    lines.push(made);
    return made;
  };
  return {
    url,
    secret,
    fetch: ownFetch ?? fetch,
    version: calls.version,
    transport: isStreamed(target) ? 'websocket' : 'polling',
    calls,
    bot: (can) => {
      const known = target.bot.can[can];
      if (known === undefined) throw new Error(`${target.bot.name} is not known to ${can}: a spec that asks for it says so in its needs`);
      return known;
    },
    line,
    client: (options) => listening(line(options)),
    conversation: ({ conversation$ }) => soon(conversation$, 'there is a conversation'),
    token: ({ token$ }) => soon(token$, 'there is a token of the client'),
    post: (on, activity) => soon(on.postActivity(activity).pipe(map(({ id }) => id)), `the outcome of posting ${activity.text ?? activity.type}`),
    history: (credential, conversationId) => {
      const page = (watermark?: string) => calls.getActivities(credential, conversationId, watermark);
      return soon(historyPages(page).pipe(toArray(), map((sets) => sets.flatMap(({ activities }) => activities))), 'history is there');
    },
    refusal: (call, what) => {
      const refused$ = call.pipe(
        map((answer): DirectLineError => {
          throw new Error(`${what} was not refused: ${JSON.stringify(answer)}`);
        }),
        catchError((error: unknown) => (isDirectLineError(error) ? of(error) : throwError(() => error))),
      );
      return soon(refused$, `${what} is refused`);
    },
    leave: () => lines.forEach((one) => one.end()),
  };
}

/** A message. */
export const say = (text: string, from?: string): Activity => ({ type: 'message', text, ...(from !== undefined && { from: { id: from } }) });

/** The number in an id of the form `conversation|digits`. */
export const serialOf = (id: string | undefined): number => Number(/\|(\d+)$/.exec(id ?? '')?.[1] ?? NaN);

/** One spec of the suite. */
export interface Example {
  readonly name: string;
  readonly needs: readonly Need[];
  readonly run: (here: Here) => Promise<void>;
}
