import { join } from 'node:path';
import type { Activity } from '../../src/index.js';
import { service, type Service } from '../support/live.js';
import { packed, root } from '../support/packed.js';
import { startNode, type Running } from '../support/process.js';
import { startProgram, type Program } from './program.js';

const firstLine = /^bot listening on (http:\/\/127\.0\.0\.1:(\d+)\/api\/messages)$/m;

async function startBot(port = '0'): Promise<{ readonly running: Running; readonly url: string; readonly port: string }> {
  const running = startNode([join(root, 'docs/examples/bot/bot.mjs')], { env: { PORT: port, NODE_ENV: undefined } });
  const [, url = '', itsPort = ''] = await running.until(firstLine);
  return { running, url, port: itsPort };
}

const recorded = ({ activities }: Program): readonly Activity[] => activities().filter(({ type }) => type !== 'typing');

const streamInfo = ({ entities = [] }: Activity): Readonly<Record<string, unknown>> | undefined => entities.find(({ type }) => type === 'streaminfo');
const chunk = /"streamType":"streaming"/;

const greeting = 'Hello! Say typing, stream, card or bye; anything else comes back.';
const finalText = 'A streamed answer grows piece by piece.';

/** What the service keeps, asked for by nothing but fetch. */
async function historyOf(at: Service, program: Program): Promise<readonly Activity[]> {
  const conversationId = recorded(program)[0]?.conversation?.id ?? '';
  const { activities } = (await at.get(`/v3/directline/conversations/${conversationId}/activities`)) as { activities: Activity[] };
  return activities;
}

describe('a Microsoft 365 Agents SDK bot, talked to through the packed library', () => {
  let bot: Awaited<ReturnType<typeof startBot>>;
  beforeAll(async () => {
    [bot] = await Promise.all([startBot(), packed()]);
  });

  it.each([
    ['mjs', 'secret'],
    ['cjs', 'token function'],
  ] as const)('greets, echoes, types and streams an answer in which the socket is cut and the token expires (.%s, with a %s)', async (kind, by) => {
    const at = await service({ bot: bot.url });
    const program = await startProgram(kind, by, at);
    await program.until(/anything else comes back/);
    program.say('hello');
    await program.until(/You said: hello/);
    program.say('typing');
    await program.until(/"type":"typing"/);
    await program.until(/That was me typing/);

    program.say('stream');
    await program.until(chunk);
    expect(at.faults.drop()).toBe(1);
    at.faults.expire();
    expect((await historyOf(at, program)).map(({ type }) => type)).not.toContain('typing');
    await program.until(new RegExp(`"type":"message","text":"${finalText}"`));
    await program.until(/"said":"stream"/);
    program.say('and then?');
    await program.until(/You said: and then\?/);
    await program.until(/"said":"and then\?"/);

    // Each recorded activity once, in the order of the service; what is never recorded is never in history.
    const history = await historyOf(at, program);
    expect(history.map(({ type }) => type)).not.toContain('typing');
    expect(recorded(program).map(({ id }) => id)).toEqual(history.map(({ id }) => id));
    expect(recorded(program).map(({ text }) => text)).toEqual([
      greeting, 'hello', 'You said: hello', 'typing', 'That was me typing.', 'stream', finalText, 'and then?', 'You said: and then?',
    ]);

    // The streamed answer ends in its final text, and no chunk of it comes later.
    const parts = program.activities().filter((activity) => streamInfo(activity) !== undefined);
    const streamId = streamInfo(parts.at(-1) ?? { type: '' })?.['streamId'];
    expect(parts.at(0)).toMatchObject({ type: 'typing', id: streamId });
    expect(parts.map(({ type }) => type)).toEqual([...parts.slice(1).map(() => 'typing'), 'message']);
    expect(parts.at(-1)).toMatchObject({ text: finalText });
    expect(new Set(parts.slice(1).map((part) => streamInfo(part)?.['streamId']))).toEqual(new Set([streamId]));

    expect(program.facts().flatMap(({ asked }) => asked ?? [])).toEqual(by === 'token function' ? ['start', 'expired'] : []);
    await program.finished('end');
  });

  it('is stopped: who posts is told what is wrong and what to do; it is started again, and the conversation goes on', async () => {
    const at = await service({ bot: bot.url });
    const program = await startProgram('mjs', 'secret', at);
    await program.until(/anything else comes back/);
    await bot.running.stop();
    program.say('are you there?');
    await program.until(/"notSaid":"are you there\?"/);
    // Nobody can tell whether the bot has it.
    expect(program.facts().find(({ notSaid }) => notSaid !== undefined)).toMatchObject({ name: 'DirectLineHttpError', status: 502, outcome: 'unknown' });
    expect(program.facts().at(-1)?.message).toContain(`no answer from the bot at ${bot.url} (ECONNREFUSED). Start the bot, or check its URL`);

    bot = await startBot(bot.port);
    program.say('and now?');
    await program.until(/You said: and now\?/);
    await program.until(/"said":"and now\?"/);
    expect(recorded(program).map(({ text }) => text)).toEqual([greeting, 'are you there?', 'and now?', 'You said: and now?']);
    await program.finished('end');
  });
});
