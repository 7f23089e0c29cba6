// What a page has as `RxDirectLine` by a script tag.
export { conversationStorage, copilotStudio, createDirectLine, storedIn, transcript } from '../index.js';
export { ConnectionStatus, DirectLine, forWebChat } from './index.js';
