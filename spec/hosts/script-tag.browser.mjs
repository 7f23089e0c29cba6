import { webChatSuite } from './suite/index.mjs';

webChatSuite('Web Chat by script tags', '/pages/script-tag.html');
