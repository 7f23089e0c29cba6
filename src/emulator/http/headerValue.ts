/** A header like `form-data; name="file"; filename="a.jpg"`; names and the value itself in lower case. */
export interface HeaderValue {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

// It may be left out: the documented upload begins with `name=` (docs/protocol.md, 6.4).
const valueIn = /^\s*([^;=\s]*)\s*(?:;|$)/;
const parametersIn = /(?:^|;)\s*([^;="\s]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g;

/** `filename*=UTF-8''caf%C3%A9.png`, which says the same as `filename` in any language. */
function decoded(extended: string): string | undefined {
  const [, encoded] = /^utf-8'[^']*'(.*)$/i.exec(extended) ?? [];
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** What can be read of it. */
export function headerValue(text: string): HeaderValue {
  const [, value = ''] = valueIn.exec(text) ?? [];
  const given = [...text.matchAll(parametersIn)].map(([, name = '', quoted, plain = '']) =>
    [name.toLowerCase(), quoted === undefined ? plain : quoted.replace(/\\(["\\])/g, '$1')] as const);
  const extended = given.flatMap(([name, text]) => {
    const said = name.endsWith('*') ? decoded(text) : undefined;
    return said === undefined ? [] : [[name.slice(0, -1), said] as const];
  });
  return { value: value.toLowerCase(), parameters: new Map([...given, ...extended]) };
}
