import { map, of, type Observable } from 'rxjs';
import type { DirectLineOptions } from '../../index.js';
import type { Emulator, EmulatorOptions } from '../../emulator/index.js';
import { UsageError } from '../options.js';
import { service } from '../service.js';
import { emulatorOptions, serviceHelp, serviceOptions } from '../serviceOptions.js';
import { defaultUser, lineFrom, type Line } from './line.js';
import { clientFrom, clientHelp, clientOptions, lineHelp, lineOptions, type Client, type Env, type GivenClient, type GivenLine } from './options.js';

/** The options of every command that talks to a Direct Line, or to a service of its own. */
export const placeOptions = { ...serviceOptions, local: { type: 'boolean' }, ...lineOptions, ...clientOptions } as const;

export const placeHelp = `${clientHelp}

Through a Direct Line that is there, opened by DIRECT_LINE_SECRET or DIRECT_LINE_TOKEN:

${lineHelp}

Else, or when one of these is given, through a service of its own:

  --local             a local service, whatever the environment has
${serviceHelp}`;

/** Where a command talks: a Direct Line that is there, or a service of its own. */
export type Place =
  | { readonly kind: 'line'; readonly line: Line }
  | { readonly kind: 'local'; readonly emulator: EmulatorOptions; readonly client: Client };

type Given = GivenClient & GivenLine & Parameters<typeof emulatorOptions>[0] & { readonly local?: boolean | undefined };

const givenOf = (options: object, given: Given): string | undefined =>
  Object.entries(given).find(([name, value]) => value !== undefined && name in options)?.[0];

/** A service of one's own is what the command line asks for, or what is left when nothing names another one. */
export const placeFrom = (given: Given, env: Env): Place => {
  const ours = givenOf({ ...serviceOptions, local: true }, given);
  const theirs = givenOf(lineOptions, given);
  if (ours !== undefined && theirs !== undefined) throw new UsageError(`--${ours} starts a service of its own, and --${theirs} names one that is there: give one`);
  const line = ours === undefined ? lineFrom(given, env) : undefined;
  return line ? { kind: 'line', line } : { kind: 'local', emulator: emulatorOptions(given), client: { user: defaultUser, ...clientFrom(given) } };
};

/** A place that is open while subscribed: what a client of it is made with, and the service where it is our own. */
export interface Reached {
  readonly url: string;
  readonly options: DirectLineOptions;
  readonly emulator?: Emulator;
}

export const reached = (place: Place): Observable<Reached> => {
  if (place.kind === 'local') {
    return service(place.emulator).pipe(
      map(emulator => ({ url: emulator.url, emulator, options: { baseUrl: emulator.url, secret: emulator.secret, ...place.client } })),
    );
  }
  const { url, conversationId, options } = place.line;
  return of({ url, options: conversationId === undefined ? options : { ...options, resume: { conversationId } } });
};
