// The lowest Angular: without zone.js and with it.
import { angularSuite } from './angular/suite.mjs';

angularSuite('Angular 20, zoneless', { host: 'angular-20' });
angularSuite('Angular 20 with zone.js', { host: 'angular-20', zone: true, main: 'src/main.host.ts' });
