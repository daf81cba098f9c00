// The token that was typed in. It lives as long as this tab, and nowhere else.
const KEY = "rbdgate.token";

export function token() {
  return sessionStorage.getItem(KEY);
}

export function keepToken(text) {
  sessionStorage.setItem(KEY, text);
}

export function forgetToken() {
  sessionStorage.removeItem(KEY);
}
