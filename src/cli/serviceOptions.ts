import type { EmulatorOptions } from '../emulator/index.js';
import { httpUrl, wholeNumber, word } from './options.js';

/** The options of every command that starts a service. */
export const serviceOptions = {
  bot: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  'service-url': { type: 'string' },
} as const;

export const serviceHelp = `  --bot URL           the bot's messaging endpoint, such as http://127.0.0.1:3978/api/messages;
                      default: a built-in bot
  --port N            port of the service; default: a free one
  --host ADDRESS      address to listen on; default: 127.0.0.1, this machine only
  --service-url URL   where the bot reaches the service, for a bot in a container;
                      default: the service's own URL`;

type Given = { readonly [Name in keyof typeof serviceOptions]?: string | undefined };

/** What is absent stays so: the defaults are the service's. */
export const emulatorOptions = (given: Given): EmulatorOptions => {
  const bot = httpUrl('bot', given.bot);
  const port = wholeNumber('port', given.port, 65_535);
  const host = word('host', given.host);
  const serviceUrl = httpUrl('service-url', given['service-url']);
  return {
    ...(bot !== undefined && { bot }),
    ...(port !== undefined && { port }),
    ...(host !== undefined && { host }),
    ...(serviceUrl !== undefined && { serviceUrl }),
  };
};
