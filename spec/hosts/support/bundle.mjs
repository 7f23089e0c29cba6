import { join } from 'node:path';
import { build } from 'esbuild';
import { inHost, root } from './needs.mjs';

/** These are put together by scripts of their own as they are installed; here, where installing runs none, by the bundler. */
const es5 = ['abort-controller', 'markdown-it-attrs', 'p-defer'].map((name) => `${name}-es5`);

/** Mutable: what was bundled is not bundled again. @type {Map<string, Promise<Buffer>>} */
const made = new Map();

/**
 * One script of a page of ours, as a bundler of an app makes it of the built package.
 * @param {string} page @param {string} [react] the host whose React it is
 */
export function bundled(page, react = 'webchat') {
  const key = `${page} ${react}`;
  const bundle = made.get(key) ?? bundling(page, react);
  made.set(key, bundle);
  return bundle;
}

/** @param {string} page @param {string} react */
async function bundling(page, react) {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'spec/hosts/pages', page)],
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    nodePaths: [inHost('webchat')],
    alias: {
      // One React for all, Web Chat's included.
      react: inHost(react, 'react'),
      'react-dom': inHost(react, 'react-dom'),
      ...Object.fromEntries(es5.map((name) => [name, inHost('webchat', `${name}/src/index.mjs`)])),
    },
    // Development: StrictMode mounts twice there only.
    define: { 'process.env.NODE_ENV': '"development"', global: 'globalThis' },
    logLevel: 'silent',
  });
  return Buffer.from(outputFiles[0].contents);
}
