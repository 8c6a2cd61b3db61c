/**
 * The main entry: the Nest layer and everything public of the client.
 */
export * from './client/index.js';
export * from './nest/index.js';
