import { createRequire } from 'node:module';
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

/**
 * The exports of a module, bundled in the same way for a server that renders.
 * @param {string} page @param {string} react
 */
export async function bundledForServer(page, react) {
  const module = { exports: {} };
  const code = await bundling(page, react, { format: 'cjs', platform: 'node' });
  new Function('module', 'require', code.toString())(module, createRequire(import.meta.url));
  return module.exports;
}

/** @param {string} page @param {string} react @param {import('esbuild').BuildOptions} [options] */
async function bundling(page, react, options = { format: 'iife' }) {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'spec/hosts/pages', page)],
    bundle: true,
    write: false,
    ...options,
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
