import { mergeApplicationConfig } from '@angular/core';
import { bootstrapApplication, provideClientHydration, withEventReplay } from '@angular/platform-browser';
import { appConfig } from './app/app.config';
import { Host } from './host';

bootstrapApplication(Host, mergeApplicationConfig(appConfig, { providers: [provideClientHydration(withEventReplay())] })).catch((error) => console.error(error));
