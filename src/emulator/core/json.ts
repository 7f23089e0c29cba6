/** Deeper JSON would overflow the stack of whoever writes it out again. */
const limitDepth = 500;

/** Brackets inside texts count as well: nobody sends that many. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (const character of text) {
    if (character === '[' || character === '{') most = Math.max(most, ++depth);
    else if (character === ']' || character === '}') depth--;
  }
  return most;
}

/** What a stranger's JSON says, or undefined when it is none or absurd. */
export function parseJson(text: string): { readonly json: unknown } | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return depthOf(text) > limitDepth ? undefined : { json };
  } catch {
    return undefined;
  }
}
