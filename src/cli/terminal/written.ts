import { Observable } from 'rxjs';

/** Writes when subscribed, and completes when it is out of this process' hands; of what could not be written, `brokenOutput` tells. */
export const written = (output: NodeJS.WritableStream, text: string): Observable<never> =>
  new Observable(subscriber => {
    output.write(text, error => {
      if (!error) subscriber.complete();
    });
  });
