// The lowest Angular: as the example is, and with zone.js.
import { describe } from 'node:test';
import { chatting } from './angular/chatting.mjs';
import { hosting } from './angular/hosting.mjs';
import { angularSuite } from './angular/suite.mjs';

const host = 'angular-20';
export const needs = [host];

export const suite = () =>
  describe('Angular 20', { concurrency: 1 }, () => {
    angularSuite('zoneless', { host, parts: [chatting] });
    angularSuite('with zone.js', { host, zone: true, main: 'src/main.host.ts', parts: [hosting, chatting] });
  });
