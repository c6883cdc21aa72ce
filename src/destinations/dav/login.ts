import type { Login } from '../../core/login.js';
import { type HttpLogin, passwordLogin, tokenLogin } from '../../protocols/http/dav-login.js';

/** How a login is told over HTTP. An administrator signs in by its own name: whose tree it is stands in the address. */
export function httpLoginOf(login: Login): HttpLogin {
  switch (login.kind) {
    case 'password':
    case 'kerio-master':
      return passwordLogin(login.user, login.password);
    case 'admin':
      return passwordLogin(login.admin, login.password);
    case 'master':
      return passwordLogin(`${login.user}${login.separator}${login.admin}`, login.password);
    case 'token':
      return tokenLogin(() => login.token(login.user));
  }
}
