import { bundled } from './support/bundle.mjs';
import { badDays } from './suite/badDays.mjs';
import { comingBack, mountingAgain } from './suite/comingBack.mjs';
import { webChatSuite } from './suite/index.mjs';
import { showing } from './suite/showing.mjs';

export const needs = ['webchat', 'react-19'];

const parts = [showing, badDays, comingBack, mountingAgain];

export const suite = () => {
  webChatSuite('Web Chat bundled, with React 18 in StrictMode', '/pages/react-18.html', { parts, bundles: async () => ({ 'react-18.js': await bundled('react.jsx') }) });
  webChatSuite('Web Chat bundled, with React 19 in StrictMode', '/pages/react-19.html', {
    parts,
    bundles: async () => ({ 'react-19.js': await bundled('react.jsx', 'react-19') }),
  });
};
