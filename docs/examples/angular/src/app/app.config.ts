import { HttpClient, provideHttpClient, type HttpErrorResponse } from '@angular/common/http';
import { DOCUMENT, inject, provideZonelessChangeDetection, type ApplicationConfig } from '@angular/core';
import type { DirectLineOptions, TokenResponse } from 'rx-directline';
import { provideDirectLine, withTranscript } from 'rx-directline/angular';
import { catchError, EMPTY, throwError } from 'rxjs';

/** Gets a token from this app's own server, which keeps the secret. The server answers 401 if nobody is signed in. */
export const directLineOptions = (): DirectLineOptions => {
  const http = inject(HttpClient);
  const ask = (conversationId?: string) => http.post<TokenResponse>('/api/directline/token', { conversationId });
  const { searchParams } = new URL(inject(DOCUMENT).location.href);
  return {
    baseUrl: searchParams.get('service') ?? undefined, // leave it out for Microsoft's
    onGone: 'restart',
    token: ({ conversationId }) =>
      ask(conversationId).pipe(
        // The server does not know this conversation: `onGone: 'restart'` begins another.
        catchError((error: HttpErrorResponse) => (conversationId && error.status === 404 ? ask() : throwError(() => error))),
        catchError((error: HttpErrorResponse) => (error.status === 401 ? EMPTY : throwError(() => error))),
      ),
  };
};

export const appConfig: ApplicationConfig = {
  providers: [provideZonelessChangeDetection(), provideHttpClient(), provideDirectLine(directLineOptions, withTranscript({ maxMessages: 500 }))],
};
