import { map, switchMap, type Observable } from 'rxjs';
import type { Http } from '../transport/http.js';
import type { Protocol } from './protocol.js';

/** Makes a protocol at a base URL that is known, or one whose requests wait for it. */
export const located = (make: (http: Http, baseUrl: string) => Protocol, http: Http, baseUrl: string | Observable<string>): Protocol =>
  typeof baseUrl === 'string'
    ? make(http, baseUrl)
    : make((request) => baseUrl.pipe(switchMap((url) => http({ ...request, url: url + request.url }).pipe(map((response) => ({ ...response, baseUrl: url }))))), '');
