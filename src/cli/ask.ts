import { merge, switchMap } from 'rxjs';
import type { Activity } from '../index.js';
import { asking } from './ask/asking.js';
import { askHelp, readAskOptions } from './ask/options.js';
import { questionFrom } from './ask/question.js';
import type { Command } from './command.js';
import { withClient } from './connection/client.js';
import { reached } from './connection/place.js';
import { activityText } from './render/activity.js';
import { jsonLine } from './render/jsonLine.js';
import { brokenOutput } from './terminal/broken.js';

/** One question, and what answers it. */
export const ask: Command = {
  summary: 'ask a bot one question, and print the answers',
  help: askHelp,
  run: (args, host) => {
    const { place, text, json, quietMs, timeoutMs } = readAskOptions(args, host.env);
    const print = (answer: Activity): void => void host.stdout.write(json ? jsonLine(answer) : `${activityText(answer)}\n`);
    const code$ = questionFrom(text, host).pipe(
      switchMap(question =>
        reached(place).pipe(
          switchMap(({ options }) => withClient(options, directLine => asking({ directLine, question, quietMs, timeoutMs, print }))),
        ),
      ),
    );
    return merge(code$, brokenOutput(host));
  },
};
