import type { EmulatorOptions } from '../emulator/index.js';
import type { Flag } from './flags.js';
import { faultFlags, limitFlags, otherFlags, placeFlags, uncertainFlags, userFlags } from './serviceFlags.js';

type Flags = Readonly<Record<string, Flag>>;

/** The options of every command that starts a service. */
export const serviceOptions = { ...placeFlags, ...faultFlags, ...limitFlags, ...userFlags, ...otherFlags, ...uncertainFlags };

const helpOf = (flags: Flags): string[] =>
  Object.entries(flags).flatMap(([name, { takes, help }]) => {
    const [first = '', ...others] = help;
    const title = `  --${name} ${takes}`.trimEnd();
    return [...(title.length < 21 ? [title.padEnd(22) + first] : [title, ' '.repeat(22) + first]), ...others.map(line => ' '.repeat(22) + line)];
  });

/** One command's options of its own stand before or after it. */
export const serviceHelp = [
  ...helpOf(placeFlags), '',
  'Bad days:', ...helpOf(faultFlags), '',
  'Limits, in milliseconds where it says so:', ...helpOf(limitFlags), '',
  'Users:', ...helpOf(userFlags), '',
  'More:', ...helpOf(otherFlags), ...helpOf(uncertainFlags),
].join('\n');

type Given = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

const isText = (value: string | boolean): value is string => typeof value === 'string';

/** What is absent stays so: the defaults are the service's. */
export const emulatorOptions = (given: Given): EmulatorOptions =>
  Object.entries<Flag>(serviceOptions).reduce<EmulatorOptions>((options, [name, flag]) => {
    const value = given[name];
    if (value === undefined) return options;
    return { ...options, ...flag.given(typeof value === 'object' ? value.filter(isText) : value) };
  }, {});
