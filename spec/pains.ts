import { by, type Named } from './support/titles.js';

/** The specs that would fail if it were so here, or the mechanism which makes it impossible. */
export type Cover = { readonly specs: readonly Named[] } | { readonly because: string };

const specs = (...named: readonly Named[]): Cover => ({ specs: named });
const client = (file: string, ...titles: readonly string[]): Named => by(`client/${file}.spec.ts`, ...titles);
const wire = (file: string, ...titles: readonly string[]): Named => by(`wire/${file}.spec.ts`, ...titles);
const socket = (...titles: readonly string[]): Named => by('transport/socket.spec.ts', ...titles);
const v3 = (...titles: readonly string[]): Named => by('protocol/v3.spec.ts', ...titles);
const packageSpec = (...titles: readonly string[]): Named => by('package/package.spec.ts', ...titles);
/** What `npm run test:browser` shows, which `npm test` only finds by its titles. */
const inBrowser = (file: string, ...titles: readonly string[]): Named => by(`hosts/${file}.mjs`, ...titles);
const simulation = by('simulation/simulation.spec.ts', 'breaks no promise');

/** docs/pains.md: what users suffered. */
export const pains: Readonly<Record<string, Cover>> = {
  P1: specs(client('tokens', 'during a cut is renewed exactly once, 20 times in a row', 'while the machine sleeps for two hours is renewed once as it wakes, 20 times in a row', 'may take five minutes'), inBrowser('suite/badDays', 'has another token when its own has expired, and nobody notices')),
  P2: specs(client('tokens', 'is refreshed once for activity$ and token$ together, and token$ tells each', 'of %i ms is refreshed after %i, and not before'), client('resume', 'holds a token only if it is asked to, and that is used first')),
  P3: specs(client('reconnecting', 'is `online` only while a socket is open', 'for an hour after a cut, by %s, is never `online`, and over as soon as that is')),
  P4: specs(client('auto', 'where a socket %s: after two handshakes it polls, and says so and why', 'nothing is lost or comes twice, from what was said while nothing opened to what is polled'), wire('polling', '(%s): polling after two handshakes, the socket again when the app says so, nothing lost or repeated either way')),
  P5: specs(client('silence', 'after 10 minutes with a socket that is dead has a new run as soon as a timer fires, and the gap filled'), client('reconnecting', 'online after an hour connects at once, with what was missed'), by('transport/host.spec.ts', 'is the host back online, a page shown again, thawed, or become visible'), inBrowser('suite/badDays', 'says that it is offline, and is back by itself with all that was said meanwhile')),
  P6: specs(client('repeats', 'from a service that replays everything at each reconnect', 'in the history and in the stream'), client('resume', 'is that of the last activity delivered, so that killed at any step nothing is lost and at most a set repeated'), inBrowser('suite/badDays', 'goes on when the connection is lost in the middle of an answer: nothing twice, nothing lost, nothing failed')),
  P7: specs(client('silence', 'and has missed something is lost within 45 s, and what it missed comes once'), client('watermark', 'is opaque: it is moved to one that looks older too'), client('everyMoment', 'when the stream is cut', 'when it goes silent')),
  P8: specs(client('order', 'is that of their frames, however close these are, and takes no time'), wire('cuts', 'twenty times while the bot pushes 200 activities: each comes once, in order (seed %i)')),
  P9: specs(client('polling', '%s ends the run; the next goes on after the watermark, nothing is lost or comes twice', 'a service that throttles for ever is asked less and less, and never given up')),
  P10: specs(client('posting', 'that meets %s is sent again after a while, and the bot gets it once'), client('reconnecting', 'waits as Retry-After (%s) says, without jitter'), client('polling', '429 with Retry-After: nothing is asked for so long, and the status says when'), client('tokens', 'is refreshed when Retry-After says, and not before')),
  P11: specs(client('givingUp', 'plain retry() of %s sends at most 5 requests in 10 s against a 401'), by('connection/followStatus.spec.ts', 'closes the old stream before it opens the new: never two'), simulation),
  P12: specs(socket('that is refused errors, and says with what', 'before it opened lets go of it, and nothing is thrown anywhere'), client('givingUp', 'a frame of %s is final'), by('real/process.spec.ts', 'ends by itself in the middle of %s')),
  P13: specs(client('ending', 'lets go of everything at once, whatever was going on', 'twice is fine, and in the middle of a delivery too', 'leaves room for another client at once, with a conversation of its own'), by('real/process.spec.ts', 'opens and closes two hundred times and holds no more than before')),
  P14: specs(client('tickets', 'a socket that is not open within connectTimeoutMs (%s) is closed and lost'), client('startingBadly', 'that is not answered within 30 s is made again, and what it may have made is known'), wire('barePage', 'is told so by the status at once, with what is missing')),
  P15: specs(client('posting', 'that is answered %i is rejected and not sent again', 'that is answered with %s, and has no echo, is unknown and never sent again'), wire('posts', 'whose bot fails are accepted by nobody: unknown, with the words of the bot')),
  P16: specs(client('inDoubt', '%s: its echo in the stream is its id, and the bot has it once', '%s: it did not arrive, is looked for after 2, 5, 10 and 20 s, and never sent again: unknown')),
  P17: specs(client('inDoubt', 'hangs, 504: the service has the post, so it is accepted by its echo; what the bot says later comes'), client('posting', 'waits for its answer longer than the 15 s that the bot has')),
  P18: specs(client('uploads', 'has other attachments in their places, unread', 'since a file is %s is rejected, and nothing is asked of the service'), wire('uploads', 'has each kind of bytes in a part of its own, in order, beside the activity')),
  P19: specs(client('uploads', 'since the activity is too large is rejected, and not sent')),
  P20: specs(client('users', '%s: posts are from it, and a developer is told once', 'is told to the start as well, since a bound token refuses another'), client('posting', 'is a copy: the object of the caller may be frozen and is not touched')),
  P21: specs(client('tokens', 'is told to the service at start, with the locale'), client('catchUp', 'whose socket is cut before its first frame catches up: the greeting is not lost'), client('tickets', 'a URL is taken once: the second run asks for its own, after the watermark')),
  P22: specs(client('telling', 'is told the start parameters, with the user and the locale')),
  P23: specs(client('resume', 'is gone on from with %s: no start, and only what came after it', 'is that of the last activity delivered, so that killed at any step nothing is lost and at most a set repeated'), client('killed', 'once: nothing is lost, and no more repeated than was not saved'), client('committing', 'has the activities and the watermark after them, and is saved when it is committed'), inBrowser('suite/comingBack', 'has the same transcript after the page was loaded anew, and the same user')),
  P24: specs(client('gone', 'ends the client, and says that it is gone', 'is followed by a new one with onGone restart, with a notice')),
  P25: specs(client('collision', 'ten minutes beside %s are no fight, and both hear everything once and in order', 'three times in a row is `failed` with `transport: websocket`'), inBrowser('suite/comingBack', 'shows one conversation in two tabs, which share the one socket that there is'), inBrowser('page.browser', 'shows one conversation in all tabs over one socket, and goes on when the tab that owned it is closed')),
  P26: specs(client('endOfConversation', 'of the bot ends the client after its set, when nothing has followed for half a second', 'with onEndOfConversation continue is just an activity')),
  P27: specs(client('ending', 'leaves room for another client at once, with a conversation of its own'), client('gone', 'is followed by a new one with onGone restart, with a notice')),
  P28: specs(client('catchUp', 'that a post began is told whole to who listens later: the greeting, the post and what was answered'), by('activities/withClient.spec.ts', 'has the same messages for A, for B a second later, and for C after both have left, though the stream was cut'), inBrowser('suite/comingBack', 'goes on where it was when it is unmounted and mounted again')),
  P29: specs(wire('posts', "are used for everything, and the platform's own for nothing"), wire('barePage', 'polls where it was told to, and needs nothing but fetch'), packageSpec('uploads a file from an %s, with the code that it loads for that'), inBrowser('suite/showing', 'greets, takes what is said to the bot, and shows its answer and that it is typing'), inBrowser('page.browser', 'a chat page without a framework'), inBrowser('angular/chatting', 'greets, sends with the keyboard, and keeps the focus where one writes'), inBrowser('angular/rendering', 'the server renders the page, and asks nothing of anybody')),
};

/** docs/pains.md: what is broken in the common client. */
export const defects: Readonly<Record<string, Cover>> = {
  D1: specs(client('order', 'is that of their frames, however close these are, and takes no time', 'is that of a long replay, then what was said right after it; no activity has a timer')),
  D2: specs(client('tokens', 'and has no successor is `needsToken`: activity$ is silent, setToken(token) goes on with nothing lost or repeated', 'ten times, each time followed by one that setToken(token) brings, goes on each time')),
  D3: specs(client('tokens', 'ten times, each time followed by one that setToken(token) brings, goes on each time', 'during a cut is renewed exactly once, 20 times in a row')),
  D4: specs(client('reconnecting', 'for an hour, before there ever was a conversation, is told by the status all the while, and over as soon as the service is there')),
  D5: specs(client('reconnecting', 'for an hour after a cut, by %s, is never `online`, and over as soon as that is')),
  D6: specs(client('polling', '%s ends the run; the next goes on after the watermark, nothing is lost or comes twice')),
  D7: specs(client('posting', 'that meets %s is sent again after a while, and the bot gets it once'), wire('posts', 'that meet 429 with Retry-After wait so long, and are sent again')),
  D8: specs(v3('%j is %j ms'), client('reconnecting', 'waits as Retry-After (%s) says, without jitter')),
  D9: specs(client('resume', 'with a token is gone on from for as long as anybody likes: the token is refreshed like any other')),
  D10: specs(client('tokens', 'whose renewal was refused is one matter: what setToken(token) brings is refreshed in its time, for %s', 'whose refresh fails for a while is refreshed when that is over')),
  D11: specs(client('tokens', 'of %i ms is refreshed after %i, and not before'), client('silence', 'renews a token whose time has come meanwhile')),
  D12: specs(client('reconnecting', 'is `online` only while a socket is open')),
  D13: specs(client('tickets', 'a socket that is not open within connectTimeoutMs (%s) is closed and lost'), client('silence', 'and does not answer a ping within 10 s is lost', 'and has missed something is lost within 45 s, and what it missed comes once')),
  D14: specs(by('connection/policy.spec.ts', 'asks the dice each time'), client('reconnecting', 'before that meets a growing delay, although it opens each time', 'after 5 s is opened again at once')),
  D15: specs(client('tokens', 'as posts find out opens no second stream: each activity is told once'), by('connection/followStatus.spec.ts', 'closes the old stream before it opens the new: never two')),
  D16: specs(socket('that is open beside another is pinged and closed for itself')),
  D17: specs(client('posting', 'that is answered %i is rejected and not sent again', 'that is answered with %s, and has no echo, is unknown and never sent again')),
  D18: specs(client('ending', 'completes the activities, the session, the trace and, after `ended`, the status')),
  D19: specs(wire('barePage', 'polls where it was told to, and needs nothing but fetch', 'has its socket where the app gives the class')),
  D20: specs(wire('barePage', 'is told so by the status at once, with what is missing')),
  D21: specs(client('reconnecting', 'with a %i is tried again', 'waits as Retry-After (%s) says, without jitter')),
  D22: specs(by('options.spec.ts', '%s does not take %p, and says so: %s'), by('connection/policy.spec.ts', 'never gives up, and never waits longer than its cap')),
  D23: specs(client('gone', 'ends the client, and says that it is gone')),
  D24: specs(client('repeats', 'from a service that replays everything at each reconnect'), client('watermark', 'is not moved by a pushed set of %s')),
  D25: specs(v3('never sends an empty watermark, which would mean "from now"', 'encodes ids and watermarks, whatever is in them'), client('catchUp', 'whose socket is cut before its first frame catches up: the greeting is not lost')),
  D26: specs(client('collision', 'ten minutes beside %s are no fight, and both hear everything once and in order')),
  D27: specs(client('givingUp', 'a frame of %s is final')),
  D28: specs(client('repeats', 'nor stops the stream where its fields are of another kind'), client('givingUp', 'a frame of a kind that is not known yet is a sign of life', 'is not for good: whoever subscribes again, after a while, tries again at once and goes on where it was')),
  D29: specs(client('polling', 'the question on its way is aborted after lingerMs, and no timer is left', 'for longer: what was held and not taken is asked for again, from the watermark', 'since end(): everything has completed, nothing is left, nothing more is asked')),
  D30: specs(by('connection/connectionStatus.spec.ts', 'replays the current status to each subscriber, then emits each change once')),
  D31: specs(by('errors.spec.ts', 'of a 403: only the code TokenExpired says that the token is over'), by('session/authorizedCalls.spec.ts', 'hands on any other 403 as it is'), client('startingBadly', 'with a token that is refused (%i) asks the app for another one at the next try')),
  D32: specs(client('uploads', 'has other attachments in their places, unread'), by('send/upload.spec.ts', 'comes in order, whichever file is read first')),
  D33: specs(by('send/upload.spec.ts', 'since it %s: an error that names it and keeps the cause'), wire('uploads', 'since it has %s is rejected: the error names it and keeps the cause, and nothing was asked')),
  D34: specs(by('protocol/upload.spec.ts', 'is a POST of its own type, with its user in the URL and its time added to that of a post')),
  D35: specs(client('posting', 'is a copy: the object of the caller may be frozen and is not touched'), client('uploads', 'is not touched, and is read anew each subscription')),
  D36: specs(client('sessionId', 'errors, typed, with %s, and is not asked for again by itself')),
  D37: specs(client('givingUp', 'reconnect() after it goes to idle, and the next subscriber does not wait'), client('startingBadly', 'after it was given up takes the token for the next subscriber'), client('gone', 'is `needsToken` with an error that says which call gives the right one')),
  D38: specs(socket('is the one that is used, at once, and need not be able to ping'), wire('barePage', 'has its socket where the app gives the class')),
  D39: specs(packageSpec('leaves RxJS and the globals as they were, by %s', 'gives the same names from %s to import and to require', 'leaves out of a bundle what a page does not use: storages, named hosts, Copilot Studio, transcripts, 1.1')),
  D40: specs(by('activities/guards.spec.ts', 'leave the union open: any type and field is an activity, and `else` is still one'), packageSpec('type-checks in a strict %s file without DOM types and without @types'), client('uploads', 'goes as one upload, emits its id, and comes back')),
};

const quoted = (named: readonly Named[]): string =>
  named.map(({ file, titles }) => `${file.replace('.spec.ts', '')}: ${titles.map((title) => `*${title}*`).join('; ')}`).join('<br>');

/** A cover as its row in docs/pains.md has it. */
export const printed = (cover: Cover): string =>
  ('because' in cover ? `by construction: ${cover.because}` : quoted(cover.specs)).replaceAll('|', '\\|');
