import type { Place } from '../connection/place.js';
import { line, type Shown } from '../render/shown.js';

const where = (place: Place, url: string): string => {
  if (place.kind === 'line') return `Direct Line at ${url}, opened by ${place.line.credential.from} (--local for a service of your own)`;
  const { bot } = place.emulator;
  return `Direct Line service at ${url}, bot: ${typeof bot === 'string' ? bot : 'built in (--bot URL for yours)'}`;
};

const faultsAt = (place: Place, url: string): string | undefined => {
  const key = place.kind === 'local' ? place.emulator.faultKey : undefined;
  return key === undefined ? undefined : `Faults: POST ${url}/emulator/faults, Authorization: Bearer ${key}`;
};

/** The first lines: where the service is, which bot is behind it, and what to do. */
export const banner = (place: Place, url: string, typed: boolean): Shown[] => {
  const cuts = place.kind === 'local' ? ' (/drop cuts the connection)' : '';
  const lines = [where(place, url), faultsAt(place, url), typed ? `Type to talk; /help lists commands${cuts}, /quit ends.` : undefined];
  return lines.flatMap(text => (text === undefined ? [] : [line('info', text)]));
};
