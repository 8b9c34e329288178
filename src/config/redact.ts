/**
 * Text that may hold a credential → the same text without it. Bytes of credentials never leave
 * here.
 */

const SECRET_PARAMETER =
  /([?&][^=&#]*(?:token|secret|password|passwd|key|auth|signature)[^=&#]*=)[^&#\s]*/gi;

/**
 * Replaces the password of every URL in the text, and the value of query parameters that are named
 * like a secret. Works on text that is no valid URL as well, because that is what error sentences
 * cite.
 */
export function redactUrls(text: string): string {
  return text
    .replace(/(\/\/[^\s/?#:@]*):[^\s/?#]*@/g, "$1:***@")
    .replace(SECRET_PARAMETER, "$1***");
}

/** Where a URL leads, without anything else of it: paths of webhooks are secrets. */
export function redactPath(text: string): string {
  const url = URL.parse(text);
  return url === null ? "***" : `${url.protocol}//${url.host}/***`;
}
