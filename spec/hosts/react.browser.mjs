import { bundled } from './support/bundle.mjs';
import { webChatSuite } from './suite/index.mjs';

webChatSuite('Web Chat bundled, with React 18 in StrictMode', '/pages/react-18.html', { mounts: true, bundles: async () => ({ 'react-18.js': await bundled('react.jsx') }) });
webChatSuite('Web Chat bundled, with React 19 in StrictMode', '/pages/react-19.html', {
  mounts: true,
  bundles: async () => ({ 'react-19.js': await bundled('react.jsx', 'react-19') }),
});
