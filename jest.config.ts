/** @jest-config-loader esbuild-register */
import { availableParallelism } from 'node:os';
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/spec'],
  testMatch: ['**/*.spec.ts'],
  // The hosts' own packages are not ours to crawl.
  modulePathIgnorePatterns: ['<rootDir>/spec/hosts/'],
  // Half of the specs wait for sockets and processes: three workers keep two cores busy.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  // Most take milliseconds; with sockets and processes, on a machine that does much else, many times that.
  testTimeout: 60_000,
  // The sources name their imports as Node wants them (./x.js); the specs run the .ts files themselves.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } }],
    // Angular has ES modules only.
    '/@angular/core/.+\\.mjs$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' }, sourceMaps: false, inputSourceMap: false }],
  },
  transformIgnorePatterns: ['/node_modules/(?!@angular/core/)'],
};

export default config;
