import type { Fault, When } from './core/faultPlan.js';
import { durationOf } from './faultFields.js';
import type { FaultForms } from './faultForms.js';
import { EmulatorOptionError } from './options.js';
import { fieldsOf, readFault } from './readFault.js';

/** A fault and its time. */
export interface TimedFault {
  readonly fault: Fault;
  readonly when: When;
}

const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

function whenOf(text: string | undefined): When {
  if (text === undefined) return {};
  const [, every, time = ''] = /^(every\s*)?(.*)$/.exec(text) ?? [];
  const ms = durationOf(time);
  if (ms === undefined) throw new RangeError(`after @ comes a time such as 10s, 500ms or 2m, or 'every 30s', got '${text}'`);
  if (every === undefined) return { afterMs: ms };
  if (ms < 1) throw new RangeError(`every takes 1ms or more, got '${time}'`);
  return { everyMs: ms };
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new RangeError(`after : comes a parameter such as times=3, got '${text}'`);
  return [camel(text.slice(0, at)), text.slice(at + 1)];
}

/** `pattern` is another way to say `match`. */
function assertOnce(keys: readonly string[]): void {
  const twice = keys.map((key) => (key === 'pattern' ? 'match' : key)).find((key, at, all) => all.indexOf(key) !== at);
  if (twice !== undefined) throw new RangeError(`${twice} is given twice`);
}

/** `NAME[=VALUE][:PARAMETER=VALUE]…[@TIME]`, the time `10s` from the start or `every 30s`; names with dashes. */
function timedFaultOf(words: string, forms: FaultForms): TimedFault {
  const [, body = '', time] = /^([^]*?)(?:@([^@]*))?$/.exec(words.trim()) ?? [];
  const [first = '', ...others] = body.split(/:(?=[a-z-]+=|$)/);
  const [, dashed = '', value] = /^([^=]*)(?:=([^]*))?$/.exec(first) ?? [];
  const name = camel(dashed);
  const [main = ''] = Object.keys(fieldsOf(name, forms) ?? {});
  const given: readonly [string, string][] = value === undefined ? [] : [[main === '' ? value : main, value]];
  const pairs = [...given, ...others.map(pairOf)];
  assertOnce(pairs.map(([key]) => key));
  return { fault: readFault({ fault: name, ...Object.fromEntries(pairs) }, forms), when: whenOf(time) };
}

/** The faults that a service begins with; throws an `EmulatorOptionError` that shows what cannot be read, and why. */
export const faultsInWords = (list: readonly string[], forms: FaultForms): readonly TimedFault[] =>
  list.map((words) => {
    try {
      return timedFaultOf(words, forms);
    } catch (error) {
      const why = error instanceof RangeError ? error.message.replace(/^faults[.:]\s*/, '') : String(error);
      throw new EmulatorOptionError('faults', `'${words}' cannot be read: ${why}`);
    }
  });
