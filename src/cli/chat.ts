import { merge, switchMap } from 'rxjs';
import { banner } from './chat/banner.js';
import { chatHelp, readChatOptions } from './chat/options.js';
import { talk } from './chat/talk.js';
import type { Command } from './command.js';
import { withClient } from './connection/client.js';
import { reached } from './connection/place.js';
import { brokenOutput } from './terminal/broken.js';
import { withConsole } from './terminal/console.js';

/** A service, a console and a client, each open while the talk goes on, and closed in the opposite order. */
export const chat: Command = {
  summary: 'talk to a bot in the terminal, through a local Direct Line service or one that is there',
  help: chatHelp,
  run: (args, host) => {
    const options = readChatOptions(args, host.env);
    const talk$ = reached(options.place).pipe(
      switchMap(at =>
        withConsole(host, console => {
          for (const shown of banner(options.place, at.url, console.typed)) console.screen.show(shown);
          return withClient(at.options, directLine => talk({ at, console, directLine, options }));
        }),
      ),
    );
    return merge(talk$, brokenOutput(host));
  },
};
