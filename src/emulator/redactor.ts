/** Takes the secret, whatever looks like a token, and what a URL says after its path out of a text. */
export const redactor = (secret: string) => (text: string): string =>
  text
    .split(secret).join('***')
    .replace(/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, '***')
    .replace(/(\w:\/\/[^\s?#]*)[?#][^\s"']*/g, '$1');
