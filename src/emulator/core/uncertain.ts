/** What Direct Line does where nobody has written it down, or the writings differ (docs/protocol.md, 20: the numbers). */
export interface Uncertainties {
  /** 1: which socket a second one on a conversation closes with `collision`; default 'newcomer', and 'none' lets both be. */
  readonly collision: 'newcomer' | 'older' | 'none';
  /** 2: a watermark is the place of the 'last' activity that was seen, or of the 'next' one; default 'last'. */
  readonly watermark: 'last' | 'next';
  /** 4: what is sent after an `endOfConversation`, by either side, is 'accepted' or 'refused'; default 'accepted'. */
  readonly afterEnd: 'accepted' | 'refused';
  /** 5: which verbs renew a 1.1 token; default 'both'. */
  readonly renewVerb: 'both' | 'GET' | 'POST';
  /** 6: what a 1.1 POST is answered when the bot fails; default 500. */
  readonly botErrorStatus: 500 | 502;
  /** 8: the scheme of a `streamUrl`; default 'ws'. */
  readonly streamUrl: 'ws' | 'http';
  /** 9: on the stream of a start that found its conversation, history is 'replayed' or 'left out'; default 'replayed'. */
  readonly streamHistory: 'replayed' | 'left out';
  /** 10: the status for a wrong secret or token; default 403. */
  readonly wrongSecretStatus: 403 | 401;
  /** 10: the status for the token of another conversation; default 403. */
  readonly otherConversationStatus: 403 | 404;
  /** 10: the status for an unknown conversation; default 404. */
  readonly unknownConversationStatus: 404 | 400;
  /** 11: the status for a refresh with a secret; default 400. */
  readonly refreshSecretStatus: 400 | 500;
  /** 13: `Access-Control-Allow-Origin` is the 'origin' that asked, or '*'; default 'origin'. */
  readonly cors: 'origin' | '*';
  /** 19: a user's activity that the bot rejected (502) is 'kept' in history or 'dropped'; default 'kept'. */
  readonly rejectedActivity: 'kept' | 'dropped';
  /** 20: whether a stream is closed when the token expires that came with its URL; default false. */
  readonly expiryClosesStreams: boolean;
  /** 20: whether a refresh ends the token that it was made with; default false. */
  readonly refreshEndsToken: boolean;
  /** 21: the connector's `members/{id}` and `pagedmembers` are 'served' or 'refused' with a 405; default 'served'. */
  readonly memberCalls: 'served' | 'refused';
}

/** The likelier of each. */
export const likelier: Uncertainties = {
  collision: 'newcomer',
  watermark: 'last',
  afterEnd: 'accepted',
  renewVerb: 'both',
  botErrorStatus: 500,
  streamUrl: 'ws',
  streamHistory: 'replayed',
  wrongSecretStatus: 403,
  otherConversationStatus: 403,
  unknownConversationStatus: 404,
  refreshSecretStatus: 400,
  cors: 'origin',
  rejectedActivity: 'kept',
  expiryClosesStreams: false,
  refreshEndsToken: false,
  memberCalls: 'served',
};

/** The others. */
const otherwise: { readonly [Name in keyof Uncertainties]: readonly Uncertainties[Name][] } = {
  collision: ['older', 'none'],
  watermark: ['next'],
  afterEnd: ['refused'],
  renewVerb: ['GET', 'POST'],
  botErrorStatus: [502],
  streamUrl: ['http'],
  streamHistory: ['left out'],
  wrongSecretStatus: [401],
  otherConversationStatus: [404],
  unknownConversationStatus: [400],
  refreshSecretStatus: [500],
  cors: ['*'],
  rejectedActivity: ['dropped'],
  expiryClosesStreams: [true],
  refreshEndsToken: [true],
  memberCalls: ['refused'],
};

const isName = (name: string): name is keyof Uncertainties => Object.hasOwn(likelier, name);

/** How each can be read, the likelier way first. */
export const readings: ReadonlyMap<string, readonly (string | number | boolean)[]> = new Map(
  Object.keys(likelier).filter(isName).map((name) => [name, [likelier[name], ...otherwise[name]]]),
);

/** Whether all that is given is one of the readings of its name. */
export const areReadings = (given: Readonly<Record<string, unknown>>): given is Partial<Uncertainties> =>
  Object.entries(given).every(([name, value]) => readings.get(name)?.some((one) => one === value));
