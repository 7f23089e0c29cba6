// Bundles a page of Vue or Svelte, each with the compiler of its framework.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { inHost, root } from '../support/needs.mjs';

const require = createRequire(import.meta.url);

/** @type {import('esbuild').Plugin} */
const vue = {
  name: 'vue',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.vue$/ }, async ({ path }) => {
      /** @type {typeof import('vue/compiler-sfc')} */
      const { compileScript, parse } = require('vue/compiler-sfc');
      const { descriptor } = parse(await readFile(path, 'utf8'), { filename: path });
      return { contents: compileScript(descriptor, { id: 'chat', inlineTemplate: true }).content, loader: 'ts' };
    }),
};

/** @type {import('esbuild').Plugin} */
const svelte = {
  name: 'svelte',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.svelte$/ }, async ({ path }) => {
      /** @type {typeof import('svelte/compiler')} */
      const { compile } = require('svelte/compiler');
      return { contents: compile(await readFile(path, 'utf8'), { filename: path, generate: 'client' }).js.code, loader: 'js' };
    }),
};

/** @param {string} page */
export async function bundled(page) {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'src', page)], bundle: true, write: false, format: 'iife', platform: 'browser', plugins: [vue, svelte],
    alias: { 'rx-directline': join(root, 'dist/esm/index.js') }, nodePaths: [inHost('vue-svelte')], conditions: ['browser', 'development'], logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"development"', __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  });
  return Buffer.from(outputFiles[0].contents);
}
