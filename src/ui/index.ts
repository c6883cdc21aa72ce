/** The page of `kerio-exit ui`, as the command line knows it. */
export { listen, type Server } from './server/listen.js';
