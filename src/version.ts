/** This library's version; a spec holds package.json to it. */
export const VERSION = '0.1.0';
