/** The codes of an error of Node or undici, its causes and its parts. */
const codesOf = (error: unknown): readonly string[] => {
  if (typeof error !== 'object' || error === null) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors.flatMap(codesOf) : [];
  return [...own, ...inner, ...('cause' in error ? codesOf(error.cause) : [])];
};

/** Codes of Node, of undici and of nodeHttp.ts with which nothing can have left this machine for the service. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'CONNECT_TIMEOUT']);

/** Whether a request that failed so never left this machine. */
export const isNeverSent = (error: unknown): boolean => codesOf(error).some((code) => NEVER_SENT.has(code));

/** The first code of an error, in brackets, unless its text includes the code already. */
export const codeNote = (error: unknown, text: string): string => {
  const [code] = codesOf(error);
  return code === undefined || text.includes(code) ? '' : ` (${code})`;
};
