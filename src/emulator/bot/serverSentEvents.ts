/** One event: its name, and its data as it stood there. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/** A single event that is larger is an abuse. */
const limitCharacters = 4 * 1024 * 1024;

/**
 * Reads `text/event-stream` as it comes; throws when an event has no end. An `event:` line begins a new one even where the
 * empty line before it is missing: an early Agents SDK for .NET wrote none (docs/protocol.md, 13).
 */
export function serverSentEvents(emit: (event: ServerSentEvent) => void): { push(text: string): void; end(): void } {
  // Mutable: the beginning of a line, and of an event, whose rest is still to come.
  let rest = '';
  let event = 'message';
  let data: string[] = [];

  function dispatch(): void {
    if (data.length > 0) emit({ event, data: data.join('\n') });
    event = 'message';
    data = [];
  }

  function line(text: string): void {
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(text) ?? [];
    if (text === '') dispatch();
    if (field === 'event' && data.length > 0) dispatch();
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
  }

  return {
    push(text) {
      const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      lines.forEach(line);
      if (rest.length + data.reduce((sum, { length }) => sum + length, 0) > limitCharacters) throw new Error('an event without an end');
    },
    end() {
      line(rest.replace(/\r$/, ''));
      dispatch();
      rest = '';
    },
  };
}
