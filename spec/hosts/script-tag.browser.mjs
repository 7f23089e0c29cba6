import { badDays } from './suite/badDays.mjs';
import { comingBack, mountingAgain } from './suite/comingBack.mjs';
import { webChatSuite } from './suite/index.mjs';
import { showing } from './suite/showing.mjs';

export const needs = ['webchat'];

export const suite = () => {
  webChatSuite('Web Chat by script tags', '/pages/script-tag.html', { parts: [showing, badDays, comingBack] });
  webChatSuite('Web Chat and React 18 in StrictMode by script tags', '/pages/script-tag-react.html', { parts: [mountingAgain] });
};
