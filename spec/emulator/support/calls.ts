/** Whatever the service has said: `any`, as `Response.json()` has it. */
export type Json = Awaited<ReturnType<Response['json']>>;

type Call<R> = (method: string, path: string, json?: unknown, credential?: string) => Promise<R>;

const conversations = '/v3/directline/conversations';

/** What a client of 3.0 asks, with the secret where nothing is said, over whatever it asks by. */
export const callsBy = <R extends { readonly body: Json }>(call: Call<R>) => ({
  start: async (parameters: unknown = { user: { id: 'ann' } }): Promise<Json> => (await call('POST', conversations, parameters)).body,
  say: (conversationId: string, text: string, credential?: string): Promise<R> =>
    call('POST', `${conversations}/${conversationId}/activities`, { type: 'message', from: { id: 'ann' }, text }, credential),
  history: (conversationId: string, credential?: string): Promise<R> => call('GET', `${conversations}/${conversationId}/activities`, undefined, credential),
  ticket: async (conversationId: string, watermark = ''): Promise<string> =>
    (await call('GET', `${conversations}/${conversationId}?watermark=${watermark}`)).body.streamUrl,
});
