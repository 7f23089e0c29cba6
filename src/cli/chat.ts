import { defer, finalize, merge, switchMap, type Observable } from 'rxjs';
import { createDirectLine } from '../index.js';
import type { Emulator } from '../emulator/index.js';
import { banner } from './chat/banner.js';
import { chatHelp, readChatOptions, type ChatOptions } from './chat/options.js';
import { talk } from './chat/talk.js';
import type { Command } from './command.js';
import type { ExitCode } from './exitCodes.js';
import { service } from './service.js';
import { brokenOutput } from './terminal/broken.js';
import { withConsole, type Console } from './terminal/console.js';

/** Talks through a client that ends with the talk. */
const talkTo = (emulator: Emulator, console: Console, options: ChatOptions): Observable<ExitCode> =>
  defer(() => {
    const { url, secret } = emulator;
    const directLine = createDirectLine({ baseUrl: url, secret, user: { id: options.user, name: options.user } });
    return talk({ emulator, console, directLine, options }).pipe(finalize(directLine.end));
  });

/** A service, a console and a client, each open while the talk goes on, and closed in the opposite order. */
export const chat: Command = {
  summary: 'talk to a bot in the terminal, through a local Direct Line service',
  help: chatHelp,
  run: (args, host) => {
    const options = readChatOptions(args);
    const talk$ = service(options.emulator).pipe(
      switchMap(emulator =>
        withConsole(host, console => {
          for (const shown of banner(emulator, options, console.typed)) console.screen.show(shown);
          return talkTo(emulator, console, options);
        }),
      ),
    );
    return merge(talk$, brokenOutput(host));
  },
};
