import { directLine1, directLine3 } from '../../src/index.js';
import { agents, builtIn, builtInInMemory, emulator, emulatorWithAgentsBot, inMemory, unknown } from './bots.js';
import type { Target } from './target.js';

/** The emulator with its own bot: each version, by each transport. */
export const onEmulator: readonly Target[] = [
  ...(['websocket', 'polling', 'auto'] as const).map((transport) => ({ service: emulator, protocol: directLine3, transport, bot: builtIn })),
  { service: emulator, protocol: directLine1, transport: 'polling', bot: builtIn },
];

/** The service without a port. */
export const inThisProcess: readonly Target[] = ([[directLine3, 'websocket'], [directLine3, 'polling'], [directLine1, 'polling']] as const).map(
  ([protocol, transport]) => ({ service: inMemory, protocol, transport, bot: builtInInMemory }),
);

/** The emulator with a real bot. */
export const onAgentsBot: readonly Target[] = (['websocket', 'polling'] as const).map((transport) => ({
  service: emulatorWithAgentsBot, protocol: directLine3, transport, bot: agents,
}));

/** The real service, which is asked a few things at a time. */
export const onRealService = (url: string, secret: string, botName?: string): readonly Target[] =>
  ([[directLine3, 'websocket'], [directLine3, 'polling'], [directLine1, 'polling']] as const).map(([protocol, transport]) => ({
    service: () => Promise.resolve({ url, secret }), protocol, transport, bot: botName === 'agents' ? agents : unknown, atOnce: 3,
  }));
