/** Work came to an end because somebody wanted it to, before there was anything to tell. */
export class Interrupted extends Error {
  constructor() {
    super('it was stopped');
    this.name = 'Interrupted';
  }
}
