/** For values that came as JSON and may be anything. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textAt = (value: unknown, name: string): string | undefined => {
  const found = isRecord(value) ? value[name] : undefined;
  return typeof found === 'string' && found.trim() !== '' ? found : undefined;
};

export const listAt = (value: unknown, name: string): readonly unknown[] => {
  const found = isRecord(value) ? value[name] : undefined;
  return Array.isArray(found) ? found : [];
};
