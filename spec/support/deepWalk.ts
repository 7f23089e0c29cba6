/** Every text that can be reached from a value: names and values of properties, an error's message, stack and causes. */
export const textsIn = (value: unknown, seen = new Set<object>()): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  return Reflect.ownKeys(value).flatMap(key => [String(key), ...textsIn(Reflect.get(value, key), seen)]);
};
