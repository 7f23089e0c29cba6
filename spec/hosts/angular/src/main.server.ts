import { mergeApplicationConfig } from '@angular/core';
import { bootstrapApplication, type BootstrapContext } from '@angular/platform-browser';
import { provideServerRendering, RenderMode, withRoutes } from '@angular/ssr';
import { appConfig } from './app/app.config';
import { Host } from './host';

const config = mergeApplicationConfig(appConfig, { providers: [provideServerRendering(withRoutes([{ path: '**', renderMode: RenderMode.Server }]))] });

export default (context: BootstrapContext) => bootstrapApplication(Host, config, context);
