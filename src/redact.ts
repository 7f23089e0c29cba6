/**
 * Replaces credentials in a text: known ones, and those in URLs, queries, forms, JSON, Authorization headers and JWTs.
 * Each pattern takes linear time, because any text may come here.
 */
export const redact = (text: string, known: readonly string[] = []): string =>
  known
    .filter(secret => secret.length > 0)
    .reduce((rest, secret) => rest.split(secret).join('***'), text)
    .replace(/(\w:\/\/)[^\s/?#@]*@/g, '$1***@')
    .replace(/((?:[?&](?:t|code|sig)|token|secret|password)(?:=|\\?["']?\s*:\s*\\?["']))[^&\s"'#]+/gi, '$1***')
    .replace(/\b(Bearer|BotConnector)\s+[^\s"',]+/gi, '$1 ***')
    .replace(/\beyJ[\w.-]+/g, '***');

/** Returns the redacted text of any thrown value: its message, its name if the message is empty, or the value as a string. */
export const reasonOf = (thrown: unknown, known?: readonly string[]): string => {
  try {
    // An error of another realm, or Angular's HttpErrorResponse, is not an instance of Error.
    const message = typeof thrown === 'object' && thrown !== null && 'message' in thrown ? thrown.message : '';
    return redact(String(message || thrown), known);
  } catch {
    return typeof thrown;
  }
};
