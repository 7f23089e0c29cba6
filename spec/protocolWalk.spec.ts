import { tableIn } from './conformance/markdown.js';
import { by, missing, stands, type Named } from './support/titles.js';

/**
 * Every operation, code and uncertainty of docs/protocol.md (1.1, 1.2, 11.3, 20), and the specs that would fail if it were
 * not kept, or why there is none. A spec is named by its file and the title in it, so one that is renamed fails here.
 */
type Cover = readonly Named[] | { readonly because: string };

const opening = (...titles: readonly string[]) => by('conformance/opening.ts', ...titles);
const talking = (...titles: readonly string[]) => by('conformance/talking.ts', ...titles);
const returning = (...titles: readonly string[]) => by('conformance/returning.ts', ...titles);
const telling = (...titles: readonly string[]) => by('conformance/telling.ts', ...titles);
const refusing = (...titles: readonly string[]) => by('conformance/refusing.ts', ...titles);

const emulator = (file: string, ...titles: readonly string[]) => by(`emulator/${file}.spec.ts`, ...titles);
const uncertain = (...titles: readonly string[]) => emulator('core/uncertain', ...titles);
const other = (...titles: readonly string[]) => by('conformance/otherReadings.spec.ts', ...titles);
const classified = by('errorsTable.spec.ts', '%s is what the code makes of it', 'has each code of 11.3, with each status that it was seen with');

const sections: readonly (readonly [section: string, heading: RegExp, cover: Readonly<Record<string, Cover>>])[] = [
  ['1.1', /^### 1\.1 /, {
    1: [opening('each token that is generated is for a conversation of its own'), by('emulator/wire/conversation.spec.ts', 'tokens say whom they are for, and are good for expires_in seconds')],
    2: [opening('a token that is refreshed opens the same conversation, and no other is asked for'), by('emulator/core/access.spec.ts', 'is refreshed while it holds, for the same conversation and user')],
    3: [opening('the secret starts a new conversation each time', 'a token starts its conversation once, and then goes on in it'), by('emulator/core/access.spec.ts', 'is 201 once, then 200 with all of history, for a token; always 201 for the secret')],
    4: [opening('the secret gets a token and a stream for a conversation that is known'), by('emulator/core/stream.spec.ts', 'from reconnect begins at the watermark that was asked for, and now when none was')],
    5: [returning('who joins gets what the service keeps, then what is new'), by('emulator/core/history.spec.ts', 'comes in pages until one is empty, which repeats the watermark')],
    6: [talking('a post is answered with its id, and comes back with that id, its channelData and its clientActivityID'), by('protocol/v3.spec.ts', 'to a post is its id, or none where there is none')],
    7: [by('wire/uploads.spec.ts', 'has each kind of bytes in a part of its own, in order, beside the activity'), by('client/uploads.spec.ts', 'goes as one upload, emits its id, and comes back'), emulator('core/uploads', 'is a message to the bot with links of its own, and to clients with a placeholder'), emulator('wire/uploads', 'as documented is a message with that file, which its bot can fetch byte by byte', 'knows its activity by the type alone, with no Content-Disposition, when it comes %s')],
    8: [telling('that the bot types is heard before its answer'), by('emulator/wire/stream.spec.ts', 'opened too late is refused before the upgrade')],
    9: [by('client/sessionId.spec.ts', 'is asked for once a subscription, with the token of the conversation, which is started for it', 'is a call of its own too'), emulator('core/enhanced', 'is the same for all who are in a conversation, and needs a credential'), emulator('wire/pages', 'may ask for its session id with credentials')],
    10: { because: 'voice: no service documentation (section 14), so there is nothing to hold a client to' },
    11: [emulator('core/uploads', 'is there for who has its link, as it came', 'is there as long as history, and no longer'), emulator('wire/uploads', "is private, has one URL, and goes with its conversation's history")],
  }],
  ['1.2', /^### 1\.2 /, {
    1: [opening('each token that is generated is for a conversation of its own'), by('protocol/v1.spec.ts', 'generates a token, which comes as a text')],
    2: [opening('a token that is refreshed opens the same conversation, and no other is asked for'), by('protocol/v1.spec.ts', 'renews with POST where GET is answered %i'), by('emulator/wire/v11.spec.ts', 'renews by either verb, with a text')],
    3: [by('emulator/wire/v11.spec.ts', 'takes the %s scheme, which 3.0 takes when it is its own')],
    4: [opening('the secret starts a new conversation each time', 'a token starts its conversation once, and then goes on in it'), by('emulator/core/access.spec.ts', 'in 1.1 is 200 without a stream')],
    5: [returning('who joins gets what the service keeps, then what is new'), by('emulator/core/messageOut.spec.ts', 'has messages only, and a watermark that moves over the rest')],
    6: [talking('a post is answered with its id, and comes back with that id, its channelData and its clientActivityID'), by('emulator/core/calls11.spec.ts', 'is a 204 that tells no id, and comes when the bot has answered')],
    7: [by('wire/uploads.spec.ts', 'of 1.1 has its message, and waits for its echo since a 204 has no id'), by('client/uploads.spec.ts', 'is answered with no id, and takes it from its echo'), emulator('core/uploads', 'of 1.1 is a 204 once the bot has answered, and goes with a message; nobody is somebody new'), emulator('wire/uploads', 'of 1.1 is a 204, and its message is known by the type of its own')],
  }],
  ['11.3', /^### 11\.3 /, {
    '`TokenExpired`': [classified, by('wire/tokens.spec.ts', 'while online: five posts in flight together share one renewal, and each is accepted'), by('emulator/core/access.spec.ts', 'holds until the millisecond that it expires in')],
    '`BotRejectedActivity`': [classified, by('wire/posts.spec.ts', 'whose bot fails are accepted by nobody: unknown, with the words of the bot'), by('emulator/wire/badBot.spec.ts', 'cannot be reached is told where it was sought, why it failed and what to do')],
    '`BotError`': [classified, by('emulator/core/bot.spec.ts', 'costs the client a 504 after 15 s and not before')],
    '`BadArgument` "Missing token or secret"': [classified, refusing('who brings no credential is told so, before anything else is looked at')],
    '`BadArgument` "Invalid token or secret"': [classified, refusing('a wrong secret is an error that says so, and the client gives up')],
    '`BadArgument` "Unknown conversation"': [classified, refusing('a conversation that never was is gone')],
    '`BadArgument` "Site missing or disabled"': [classified, by('errorsTable.spec.ts', 'of the service names the hosts of the other regions (%s)')],
    '`BadArgument` "File not found"': [classified, emulator('core/uploads', 'has one name, and needs a link that is its own')],
    '`BadArgument` "This channel does not support this operation"': [classified, emulator('core/connector', 'cannot be changed, as Direct Line has it')],
    '`MissingProperty` "Missing user ID"': [classified, emulator('core/enhanced', 'nothing begins without a user, and its id begins with dl_', 'a reconnect with the secret has no user, with a token it has')],
    '`ServiceError`': [classified, opening('a secret cannot be refreshed, nor a token make tokens'), emulator('wire/uploads', 'of 4 MB is taken, of more a 500 that a page can read')],
    '1.1 list: `MissingProperty`, `MalformedData`, `NotFound`, `ServiceError`, `Internal`, `InvalidRange`, `NotSupported`, `NotAllowed`, `BadCertificate`': [classified, by('emulator/wire/v11.spec.ts', 'says its status in its body, whoever made it')],
    'Emulator list also has `BadSyntax`': [classified],
  }],
  ['20', /^## 20\. /, {
    1: [by('emulator/core/stream.spec.ts', 'is the one that is closed', "closes the older one with collision: 'older', and neither with 'none'"), by('client/collision.spec.ts', 'three times in a row, without a loss of ours, is another client')],
    2: [by('client/watermark.spec.ts', 'is opaque: it is moved to one that looks older too', 'is handed back word for word, whatever is in it'), by('emulator/core/history.spec.ts', 'without an activity has a watermark from which nothing is lost'), uncertain('names the place after the last, and an empty page where history ends', 'loses nothing between a stream, a page and a reconnect')],
    3: [by('emulator/core/history.spec.ts', 'comes in pages until one is empty, which repeats the watermark'), by('client/polling.spec.ts', 'brings what the service keeps, all pages of it, then what is new')],
    4: [telling('a conversation that was ended still takes posts, of who goes on'), uncertain('neither side can send, by any way, and history can be read'), other("a conversation that was ended takes no posts with afterEnd: 'refused', and says so")],
    5: [by('protocol/v1.spec.ts', 'renews with POST where GET is answered %i'), by('emulator/core/calls11.spec.ts', 'is by %s only when an option says so: %s is a 405')],
    6: [by('emulator/core/calls11.spec.ts', 'is a 500 when the bot fails by %j', 'is a 502 instead with botErrorStatus: 502')],
    7: [by('protocol/token.spec.ts', 'is what expires_in says, whatever its JWT says'), by('wire/tokens.spec.ts', 'is renewed in time, so that nothing is ever refused, and no more once nobody is there')],
    8: [by('protocol/token.spec.ts', 'of %s opens %s'), by('emulator/wire/conversation.spec.ts', 'a start answers 201, then 200, each with a stream URL of the host that was asked'), emulator('wire/pages', "gets stream URLs by http with streamUrl: 'http'")],
    9: [returning('who joins gets what the service keeps, then what is new', "who joins with history 'new' gets what is new only"), by('emulator/core/stream.spec.ts', 'replays what came after its watermark, then goes on live'), uncertain("with streamHistory: '%s' has a stream that begins at %j")],
    10: [refusing('a wrong secret is an error that says so, and the client gives up', 'a token does not open the conversation of another', 'a conversation that never was is gone'), by('emulator/core/access.spec.ts', 'for another conversation is a 403, and an unknown conversation a 404'), uncertain('with wrongSecretStatus %j is %i for a wrong secret', "with otherConversationStatus %j is %i for another's conversation", 'with unknownConversationStatus %j is %i for a conversation that is not'), other('of a wrong secret is final with %j', 'a conversation that never was is final with unknownConversationStatus: 400, as nothing says that it is gone')],
    11: [opening('a secret cannot be refreshed, nor a token make tokens'), by('emulator/core/access.spec.ts', 'cannot make tokens, and a secret cannot be refreshed'), uncertain('with refreshSecretStatus %j is %i for a refresh with the secret')],
    12: [by('client/sessionId.spec.ts', 'errors, typed, with %s, and is not asked for again by itself', 'there is none in 1.1: that is said at once, and no conversation is started'), emulator('core/enhanced', 'is the same for all who are in a conversation, and needs a credential', 'is not for pages of other than the trusted origins')],
    13: [by('emulator/wire/conversation.spec.ts', 'every error lets a page read it'), emulator('wire/pages', 'may ask for its session id with credentials', "may not with cors: '*', as browsers have it")],
    14: [by('wire/posts.spec.ts', 'that meet 429 with Retry-After wait so long, and are sent again'), by('client/polling.spec.ts', '429 with Retry-After: nothing is asked for so long, and the status says when')],
    15: [by('emulator/core/history.spec.ts', 'is kept for a day, and what follows keeps its place')],
    16: { because: 'voice: no service documentation (section 14), so there is nothing to hold a client to' },
    17: { because: 'the App Service extension speaks a protocol of its own (section 17), which this client does not' },
    18: [by('protocol/message.spec.ts', 'carries everything that the table has', 'that came from an activity says the same'), by('emulator/core/messageOut.spec.ts', 'has what 1.1 has a place for'), by('emulator/core/messageIn.spec.ts', 'is an activity to the bot and to 3.0 clients')],
    19: [by('emulator/core/bot.spec.ts', "leaves the user's activity in history"), uncertain('leaves no trace of what the bot rejected but its serial', 'keeps what the bot has taken, and what it was too slow for'), by('wire/posts.spec.ts', 'whose bot fails are accepted by nobody: unknown, with the words of the bot')],
    20: [by('emulator/core/stream.spec.ts', 'goes on when its token has expired'), by('wire/tokens.spec.ts', 'and the socket with them: the stream comes back with the renewed one'), uncertain('closes the streams whose URL came with it, with expiryClosesStreams', 'is its %s with refreshEndsToken, and its successor holds'), other('goes on from token to token, and from stream to stream, and misses and repeats nothing')],
    21: [emulator('core/connector', 'is told of itself and of all whom it has met', 'gets pages, each with a token for the next one', "is refused what may not be there with memberCalls: 'refused'"), emulator('wire/uploads', 'cannot begin a conversation or make history')],
    22: { because: 'a source and no behaviour: what its lines claim is a row of its own where anything depends on it' },
  }],
];

describe.each(sections)('docs/protocol.md, %s', (_, heading, cover) => {
  it('has a row here for each of its rows, and no other', () => {
    expect(Object.keys(cover).sort()).toEqual(tableIn('protocol.md', heading).map(([first = '']) => first).sort());
  });

  it.each(Object.entries(cover))('%s is covered by specs that there are, or says why not', (_row, covered) => {
    if ('because' in covered) return expect(covered.because).toMatch(/\w+ \w+/);
    expect(covered.flatMap(({ titles }) => titles)).not.toEqual([]);
    expect(missing(covered)).toEqual([]);
  });
});

describe('this walk', () => {
  it('finds a title however it is quoted, and none that has changed', () => {
    expect(stands('emulator/core/bot.spec.ts', "leaves the user's activity in history")).toBe(true);
    expect(stands('emulator/core/bot.spec.ts', "leaves the user's activity")).toBe(false);
    expect(stands('no/such.spec.ts', 'has no source')).toBe(false);
  });
});
