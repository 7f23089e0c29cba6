import { merge, of, switchMap, type Observable } from 'rxjs';
import type { DirectLine, DirectLineOptions } from '../index.js';
import type { Command } from './command.js';
import { withClient } from './connection/client.js';
import type { ExitCode } from './exitCodes.js';
import { UsageError } from './options.js';
import { jsonLine } from './render/jsonLine.js';
import { checkpointFile, type CheckpointFile } from './tail/checkpointFile.js';
import { readTailOptions, tailHelp, type TailOptions } from './tail/options.js';
import { fromNowOn, fromTheStart } from './tail/start.js';
import { tailing } from './tail/tailing.js';
import { brokenOutput } from './terminal/broken.js';
import { styled } from './terminal/style.js';
import { written } from './terminal/written.js';

/** At what was saved, else as the options say. */
const startOf = ({ line, history, resume: path }: TailOptions, file: CheckpointFile | undefined): Observable<DirectLineOptions> => {
  const { conversationId, options } = line;
  const saved = file?.saved;
  if (!saved) return history === 'new' ? fromNowOn(line) : of(fromTheStart(line));
  if (conversationId !== undefined && conversationId !== saved.conversationId)
    throw new UsageError(`--resume: ${path} is of conversation ${saved.conversationId}, not of ${conversationId}: name another file`);
  return of({ ...options, resume: saved });
};

/** The activities of a conversation for other programs. */
export const tail: Command = {
  summary: 'print the activities of a conversation as they come, as JSON lines',
  help: tailHelp,
  run: (args, host) => {
    const options = readTailOptions(args, host.env);
    const file = options.resume === undefined ? undefined : checkpointFile(options.resume, options.line.url);
    const tailOf = (directLine: DirectLine): Observable<ExitCode> =>
      tailing({
        directLine,
        wanted: ({ type }) => (options.types ? options.types.has(type) : type !== 'typing'),
        write: activity => written(host.stdout, jsonLine(activity)),
        save: checkpoint => file?.save(checkpoint),
        whenGone: options.resume === undefined ? undefined : `remove ${options.resume} first`,
        show: shown => void (options.quiet || host.stderr.write(`${styled(shown, false)}\n`)),
      });
    const code$ = startOf(options, file).pipe(switchMap(start => withClient(start, tailOf)));
    return merge(code$, brokenOutput(host));
  },
};
