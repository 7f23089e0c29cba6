/** What an error says of an answer that is a redirect. It names the origin of the target only, because the rest of the URL may hold a credential. */
export const redirectNote = (status: number, header: (name: string) => string | null, url: string): string | undefined => {
  const location = status >= 300 && status < 400 ? header('location') : null;
  return location === null ? undefined : `, a redirect to ${originOf(location, url)}, which is not followed`;
};

const originOf = (location: string, url: string): string => {
  try {
    return new URL(location, url).origin;
  } catch {
    return 'a malformed URL';
  }
};
