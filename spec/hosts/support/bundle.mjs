import { join } from 'node:path';
import { build } from 'esbuild';
import { inHost, root } from './needs.mjs';

/**
 * One script of a page of ours, as a bundler of an app makes it of the built package.
 * @param {string} page @param {string} [react] the host whose React it is
 */
export async function bundled(page, react = 'webchat') {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'spec/hosts/pages', page)],
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    nodePaths: [inHost('webchat')],
    // One React for all, Web Chat's included.
    alias: { react: inHost(react, 'react'), 'react-dom': inHost(react, 'react-dom') },
    // Development: StrictMode mounts twice there only.
    define: { 'process.env.NODE_ENV': '"development"', global: 'globalThis' },
    logLevel: 'error',
  });
  return outputFiles[0].text;
}
