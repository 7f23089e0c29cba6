import { bootstrapApplication } from '@angular/platform-browser';
import { appConfig } from './app/app.config';
import { Host } from './host';

bootstrapApplication(Host, appConfig).catch((error) => console.error(error));
