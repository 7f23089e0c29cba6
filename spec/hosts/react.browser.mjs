import { bundled } from './support/bundle.mjs';
import { webChatSuite } from './suite/index.mjs';

export const needs = ['webchat', 'react-19'];

export const suite = () => {
  webChatSuite('Web Chat bundled, with React 18 in StrictMode', '/pages/react-18.html', { bundles: async () => ({ 'react-18.js': await bundled('react.jsx') }) });
  webChatSuite('Web Chat bundled, with React 19 in StrictMode', '/pages/react-19.html', { bundles: async () => ({ 'react-19.js': await bundled('react.jsx', 'react-19') }) });
};
