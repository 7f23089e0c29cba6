// What a page has as `RxDirectLine` by a script tag.
export { copilotStudio, createDirectLine, transcript } from '../index.js';
export { ConnectionStatus, DirectLine, forWebChat } from './index.js';
