import type { LogEvent, LoggedActivity } from '../../emulator/index.js';
import { brief } from './plain.js';
import { line, type Shown, type Tone } from './shown.js';

/** What stands in the columns of a line. */
interface Row {
  readonly tone: Tone;
  /** Who acts, or what. */
  readonly who: string;
  readonly status?: number | undefined;
  readonly ms?: number;
  readonly what: string;
}

const activity = ({ activityType, activityId, text, name }: LoggedActivity): string =>
  [brief(activityType, 40), brief(name ?? '', 80), brief(activityId, 80), text === undefined ? '' : `"${brief(text, 120)}"`]
    .filter(part => part !== '')
    .join(' ');

const rowOf = (event: LogEvent): Row => {
  switch (event.type) {
    case 'request': {
      const { side, method, path, status, ms } = event;
      return { tone: status < 400 ? 'info' : 'problem', who: side, status, ms, what: `${brief(method, 20)} ${brief(path, 300)}` };
    }
    case 'botCalled':
      return { tone: 'you', who: 'to bot', what: `${event.delivery} ${activity(event)}` };
    case 'botSent':
      return { tone: 'bot', who: 'bot says', what: activity(event) };
    case 'botAnswered': {
      const { delivery, status, ms, failed } = event;
      const well = status !== undefined && status < 300;
      return { tone: well ? 'info' : 'problem', who: 'bot ends', status, ms, what: failed === undefined ? delivery : `${delivery} ${brief(failed, 300)}` };
    }
    case 'socketOpened':
      return { tone: 'status', who: 'socket', what: `${event.socket} opened, conversation ${event.conversationId}` };
    case 'socketClosed':
      return { tone: 'status', who: 'socket', what: `${event.socket} closed ${event.code} ${brief(event.reason)}`.trimEnd() };
    case 'socketRefused':
      return { tone: 'problem', who: 'socket', status: event.status, what: `refused ${brief(event.path, 300)}: ${brief(event.reason)}` };
    case 'fault':
      return { tone: 'notice', who: 'fault', what: event.sockets > 0 ? `${event.fault}, sockets hit: ${event.sockets}` : event.fault };
    case 'error':
      return { tone: 'problem', who: 'error', what: brief(event.message, 600) };
  }
};

const time = (atMs: number): string =>
  new Date(atMs).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });

/** What happened in the service, as a row of a table without an end: when, who, status, how long, what. */
export const logRow = (event: LogEvent): Shown => {
  const { tone, who, status, ms, what } = rowOf(event);
  const took = ms === undefined ? '' : `${ms} ms`;
  return line(tone, `${time(event.atMs)}  ${who.padEnd(8)}  ${String(status ?? '').padEnd(3)}  ${took.padStart(8)}  ${what}`.trimEnd());
};
