/** Who asks: the connector's paths are the bot's (docs/protocol.md, 18.3). */
export const sideOf = (path: string): 'client' | 'bot' => (/^\/v3\/(conversations|attachments)(\/|$)/.test(path) ? 'bot' : 'client');
