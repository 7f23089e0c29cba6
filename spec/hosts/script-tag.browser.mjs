import { webChatSuite } from './support/suite.mjs';

webChatSuite('Web Chat by script tags', '/pages/script-tag.html');
